from django.urls import path

from laoyou.policies.pages import drafts, library

app_name = "policies"

urlpatterns = [
    path("policies/", library.library, name="library"),
    path("policies/catalogue/", library.catalogue, name="catalogue"),
    path("policies/versions/<int:version_id>/text/", library.text, name="text"),
    path("policies/versions/<int:version_id>/end/", drafts.end, name="end"),
    path("policies/versions/<int:version_id>/repeal/", drafts.repeal, name="repeal"),
    path("policies/drafts/", drafts.drafts, name="drafts"),
    path("policies/drafts/new/", drafts.new, name="new"),
    path("policies/drafts/<int:version_id>/", drafts.draft, name="draft"),
    path("policies/drafts/<int:version_id>/revise/", drafts.revise, name="revise"),
    path("policies/drafts/<int:version_id>/<slug:decision>/", drafts.decide, name="decide"),
    path("policies/<str:territory>/<slug:code>/", library.policy, name="policy"),
    path("policies/<str:territory>/<slug:code>/difference/", library.difference, name="difference"),
]
