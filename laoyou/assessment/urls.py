from django.urls import path

from laoyou.assessment.pages import acting, lists, person, report, screening, sheet, visit

app_name = "assessment"

urlpatterns = [
    path("assessments/", lists.waiting, name="list"),
    path("assessments/scales/", lists.installed, name="scales"),
    path("assessments/screening/", screening.screening, name="screening"),
    path("assessments/people/<int:person_id>/", person.assessments, name="person"),
    path("assessments/people/<int:person_id>/begin/", person.begin, name="begin"),
    path("assessments/visit/worker.js", visit.worker, name="worker"),
    path("assessments/visit/<int:sheet_id>/", visit.visit, name="visit"),
    path("assessments/visit/<int:sheet_id>/answers/", visit.answers, name="answers"),
    path("assessments/<int:sheet_id>/", sheet.sheet, name="sheet"),
    path("assessments/<int:sheet_id>/report/", report.report, name="report"),
    path("assessments/<int:sheet_id>/sign/", acting.sign, name="sign"),
    path("assessments/<int:sheet_id>/reopen/", acting.reopen, name="reopen"),
    path("assessments/<int:sheet_id>/conclude/", acting.conclude, name="conclude"),
    path("assessments/<int:sheet_id>/reassign/", acting.reassign, name="reassign"),
    path("assessments/<int:sheet_id>/void/", acting.void, name="void"),
    path("assessments/<int:sheet_id>/revoke/", acting.revoke, name="revoke"),
    path("assessments/<int:sheet_id>/dispute/", acting.dispute, name="dispute"),
    path("assessments/<int:sheet_id>/dispute/drop/", acting.drop_dispute, name="drop_dispute"),
]
