from django.urls import path

from laoyou.desks import help as helping
from laoyou.desks import home, public, search
from laoyou.desks.auditor import pages as auditor
from laoyou.desks.caseworker import (
    divisions,
    exporting,
    household,
    lists,
    map,
    person,
    registering,
    revealing,
)
from laoyou.desks.entitlements import alike, why
from laoyou.desks.family import asking
from laoyou.desks.family import pages as family
from laoyou.desks.planner import impact, simulator
from laoyou.desks.reviewer import merges

urlpatterns = [
    path("", public.front, name="front"),
    path("facilities/", public.facilities, name="facilities"),
    path("home/", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("help/", helping.help_page, name="help"),
    path("people/", lists.people, name="people"),
    path("people/export/", exporting.export, name="people_export"),
    path("people/new/", registering.register, name="person_register"),
    path("people/<int:person_id>/", person.person, name="person"),
    path("people/<int:person_id>/why/", why.why, name="why"),
    path("people/<int:person_id>/why/alike/", alike.alike, name="why_alike"),
    path("people/<int:person_id>/reveal/", revealing.reveal, name="reveal"),
    path("people/<int:person_id>/do/<slug:key>/", person.handle, name="handling"),
    path("people/<int:person_id>/do/<slug:key>/<int:row_id>/", person.handle, name="handling_row"),
    path("policies/simulator/", simulator.simulator, name="simulator"),
    path("policies/versions/<int:version_id>/impact/", impact.impact, name="policy_impact"),
    path(
        "policies/versions/<int:version_id>/impact/progress/",
        impact.impact_progress,
        name="policy_impact_progress",
    ),
    path("family/", family.home, name="family_home"),
    path("family/why/", family.why, name="family_why"),
    path("family/payments/", family.payments, name="family_payments"),
    path("family/letters/", family.letters, name="family_letters"),
    path("family/letters/<int:letter_id>/read/", family.letter_read, name="family_letter_read"),
    path("family/applications/", asking.applications, name="family_applications"),
    path("family/apply/<slug:benefit>/", asking.apply, name="family_apply"),
    path("family/applications/<int:application_id>/", asking.application, name="family_application"),
    path("family/applications/<int:application_id>/photos/", asking.add_photo, name="family_photo"),
    path("family/applications/<int:application_id>/do/", asking.move, name="family_move"),
    path("family/applications/<int:application_id>/appeal/", asking.appeal, name="family_appeal"),
    path("households/<int:household_id>/", household.household, name="household"),
    path("households/<int:household_id>/join/", household.join, name="household_join"),
    path("divisions/", divisions.divisions, name="divisions"),
    path("map/", map.elders_map, name="map"),
    path("merges/", merges.merges, name="merges"),
    path("merges/propose/", merges.propose, name="merge_propose"),
    path("merges/<int:merge_id>/", merges.merge, name="merge"),
    path("merges/<int:merge_id>/<slug:decision>/", merges.decide, name="merge_decide"),
    path("audit/", auditor.audit, name="audit"),
    path("audit/export/", auditor.audit_export, name="audit_export"),
    path("audit/verify/", auditor.audit_verify, name="audit_verify"),
    path("audit/verify/progress/", auditor.audit_verification, name="audit_verification"),
]
