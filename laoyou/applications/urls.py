from django.urls import path

from laoyou.applications.pages import appeals, application, lists, new, papers

app_name = "applications"

urlpatterns = [
    path("applications/", lists.applications, name="list"),
    path("applications/export/", lists.export, name="export"),
    path("applications/new/", new.find, name="find"),
    path("applications/new/<int:person_id>/", new.apply, name="apply"),
    path("applications/<int:application_id>/", application.application, name="application"),
    path("applications/<int:application_id>/papers/", papers.add, name="add_paper"),
    path("applications/<int:application_id>/appeal/", appeals.against_refusal, name="appeal_refusal"),
    path("applications/papers/<int:paper_id>/", papers.download, name="paper"),
    path("applications/papers/<int:paper_id>/remove/", papers.remove, name="remove_paper"),
    path("applications/<int:application_id>/<str:move>/", application.act, name="act"),
    path("appeals/", lists.appeals, name="appeals"),
    path("appeals/new/<int:proposal_id>/", appeals.against_proposal, name="appeal_proposal"),
    path("appeals/<int:appeal_id>/", appeals.appeal, name="appeal"),
    path("appeals/<int:appeal_id>/papers/", papers.add_to_appeal, name="add_appeal_paper"),
    path("appeals/<int:appeal_id>/<str:answer>/", appeals.act, name="answer"),
]
