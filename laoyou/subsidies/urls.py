from django.urls import path

from laoyou.subsidies.pages import claim, lists, new

app_name = "subsidies"

urlpatterns = [
    path("subsidies/", lists.claims, name="list"),
    path("subsidies/export/", lists.export, name="export"),
    path("subsidies/unclaimed/", lists.unclaimed, name="unclaimed"),
    path("subsidies/organisations/<int:organisation_id>/", lists.of_organisation, name="organisation"),
    path("subsidies/new/", new.choose, name="choose"),
    path("subsidies/new/<slug:benefit>/", new.subjects, name="subjects"),
    path("subsidies/new/<slug:benefit>/sites/<int:site_id>/", new.of_site, name="of_site"),
    path(
        "subsidies/new/<slug:benefit>/organisations/<int:organisation_id>/", new.of_whole, name="of_whole"
    ),
    path("subsidies/new/<slug:benefit>/sites/<int:site_id>/workers/", new.workers, name="workers"),
    path(
        "subsidies/new/<slug:benefit>/sites/<int:site_id>/workers/<int:person_id>/",
        new.of_worker,
        name="of_worker",
    ),
    path("subsidies/<int:claim_id>/", claim.claim, name="claim"),
    path("subsidies/<int:claim_id>/facts/", claim.state, name="state"),
    path("subsidies/<int:claim_id>/preview/", claim.preview, name="preview"),
    path("subsidies/<int:claim_id>/collect/", claim.collect, name="collect"),
    path("subsidies/<int:claim_id>/print/", claim.printed, name="print"),
    path("subsidies/<int:claim_id>/<str:move>/", claim.act, name="act"),
]
