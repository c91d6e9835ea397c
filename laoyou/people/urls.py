from django.urls import path

from laoyou.people.pages import intake, reviews

app_name = "people"

urlpatterns = [
    path("intake/", intake.rosters, name="rosters"),
    path("intake/new/", intake.upload, name="upload"),
    path("intake/template/<slug:key>/", intake.template, name="template"),
    path("intake/reviews/", reviews.waiting, name="reviews"),
    path("intake/reviews/<int:review_id>/<slug:decision>/", reviews.decide, name="decide"),
    path("intake/<int:batch_id>/", intake.roster, name="roster"),
    path("intake/<int:batch_id>/progress/", intake.progress, name="progress"),
    path("intake/<int:batch_id>/columns/", intake.columns, name="columns"),
    path("intake/<int:batch_id>/check/", intake.check, name="check"),
    path("intake/<int:batch_id>/start/", intake.start, name="start"),
    path("intake/<int:batch_id>/withdraw/", intake.withdraw, name="withdraw"),
    path("intake/<int:batch_id>/rejects/", intake.rejects, name="rejects"),
]
