from django.urls import path

from laoyou.benefits.pages import lists, proposals, runs

app_name = "benefits"

urlpatterns = [
    path("benefits/", lists.proposals_list, name="list"),
    path("benefits/confirm/", lists.confirm_list, name="confirm_list"),
    path("benefits/export/", lists.export, name="export"),
    path("benefits/proposals/<int:proposal_id>/", proposals.proposal, name="proposal"),
    path("benefits/proposals/<int:proposal_id>/confirm/", proposals.confirm, name="confirm"),
    path("benefits/proposals/<int:proposal_id>/dismiss/", proposals.dismiss, name="dismiss"),
    path("benefits/runs/", runs.runs_list, name="runs"),
    path("benefits/runs/<int:run_id>/", runs.run, name="run"),
    path("benefits/runs/<int:run_id>/progress/", runs.progress, name="progress"),
    path("benefits/runs/<int:run_id>/resume/", runs.resume, name="resume"),
    path("benefits/runs/<int:run_id>/near/", runs.near, name="near"),
]
