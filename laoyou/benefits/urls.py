from django.urls import path

from laoyou.benefits.pages import funds, lists, paying, proposals, runs

app_name = "benefits"

urlpatterns = [
    path("benefits/", lists.proposals_list, name="list"),
    path("benefits/confirm/", lists.confirm_list, name="confirm_list"),
    path("benefits/export/", lists.export, name="export"),
    path("benefits/proposals/<int:proposal_id>/", proposals.proposal, name="proposal"),
    path("benefits/proposals/<int:proposal_id>/confirm/", proposals.confirm, name="confirm"),
    path("benefits/proposals/<int:proposal_id>/dismiss/", proposals.dismiss, name="dismiss"),
    path("benefits/pay/", paying.month, name="paying"),
    path("benefits/pay/collect/", paying.collect, name="collect"),
    path("benefits/pay/funds/", funds.funds, name="funds"),
    path("benefits/pay/<int:collecting_id>/", paying.collecting, name="collecting"),
    path("benefits/pay/<int:collecting_id>/progress/", paying.progress, name="collecting_progress"),
    path("benefits/pay/<int:collecting_id>/resume/", paying.resume, name="collecting_resume"),
    path("benefits/pay/persons/<int:person_id>/", paying.person, name="paid"),
    path("benefits/pay/persons/<int:person_id>/recover/", paying.recover, name="recover"),
    path("benefits/runs/", runs.runs_list, name="runs"),
    path("benefits/runs/<int:run_id>/", runs.run, name="run"),
    path("benefits/runs/<int:run_id>/progress/", runs.progress, name="progress"),
    path("benefits/runs/<int:run_id>/resume/", runs.resume, name="resume"),
    path("benefits/runs/<int:run_id>/near/", runs.near, name="near"),
]
