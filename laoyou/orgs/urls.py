from django.urls import path

from laoyou.orgs.pages import lists, organisations, rosters

app_name = "orgs"

urlpatterns = [
    path("orgs/", lists.organisations, name="list"),
    path("orgs/export/", lists.export, name="export"),
    path("orgs/upload/", rosters.upload, name="upload"),
    path("orgs/upload/faults/", rosters.faults, name="roster_faults"),
    path("orgs/new/", organisations.register, name="register"),
    path("orgs/<int:organisation_id>/", organisations.organisation, name="organisation"),
    path("orgs/<int:organisation_id>/change/", organisations.change, name="change"),
    path("orgs/<int:organisation_id>/standing/", organisations.set_standing, name="set_standing"),
    path("orgs/<int:organisation_id>/sites/new/", organisations.add_site, name="add_site"),
    path(
        "orgs/<int:organisation_id>/sites/<int:site_id>/close/", organisations.close_site, name="close_site"
    ),
    path("orgs/<int:organisation_id>/officers/new/", organisations.appoint, name="appoint"),
    path("orgs/<int:organisation_id>/officers/<int:officer_id>/reveal/", organisations.reveal, name="reveal"),
]
