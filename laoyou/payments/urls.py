from django.urls import path

from laoyou.payments.pages import batches, files, payees, queues, receipts, receivables

app_name = "payments"

urlpatterns = [
    path("payments/", batches.batches, name="list"),
    path("payments/new/", batches.open_batch, name="open"),
    path("payments/missing/", queues.missing, name="missing"),
    path("payments/failed/", queues.failed, name="failed"),
    path("payments/failed/again/", queues.again, name="again"),
    path("payments/lines/<int:line_id>/again/", queues.again_one, name="again_one"),
    path("payments/lines/<int:line_id>/cancel/", queues.cancel, name="cancel"),
    path("payments/lines/<int:line_id>/overpaid/", queues.overpaid, name="overpaid"),
    path("payments/parked/", receipts.parked, name="parked"),
    path("payments/parked/dismiss/", receipts.dismiss_all, name="dismiss_all"),
    path("payments/parked/<int:parked_id>/", receipts.parked_row, name="parked_row"),
    path("payments/parked/<int:parked_id>/attach/", receipts.attach, name="attach"),
    path("payments/parked/<int:parked_id>/dismiss/", receipts.dismiss, name="dismiss"),
    path("payments/parked/<int:parked_id>/reveal/", receipts.reveal_row, name="reveal_row"),
    path("payments/receipts/<int:receipt_id>/", receipts.receipt, name="receipt"),
    path("payments/persons/<int:person_id>/", payees.person, name="person"),
    path("payments/persons/<int:person_id>/account/", payees.register_persons, name="register_persons"),
    path("payments/organisations/<int:organisation_id>/", payees.organisation, name="organisation"),
    path(
        "payments/organisations/<int:organisation_id>/account/", payees.register_bodys, name="register_bodys"
    ),
    path("payments/accounts/<int:payee_account_id>/end/", payees.end, name="end_account"),
    path("payments/accounts/<int:payee_account_id>/reveal/", payees.reveal, name="reveal"),
    path("payments/receivables/", receivables.receivables, name="receivables"),
    path("payments/receivables/<int:receivable_id>/", receivables.receivable, name="receivable"),
    path("payments/receivables/<int:receivable_id>/plan/", receivables.plan, name="plan"),
    path("payments/receivables/<int:receivable_id>/offset/", receivables.offset, name="offset"),
    path("payments/receivables/<int:receivable_id>/repay/", receivables.repay, name="repay"),
    path("payments/receivables/<int:receivable_id>/write-off/", receivables.write_off, name="write_off"),
    path("payments/receivables/<int:receivable_id>/do/<slug:step>/", receivables.decide, name="decide"),
    path("payments/<int:batch_no>/", batches.batch, name="batch"),
    path("payments/<int:batch_no>/do/<slug:step>/", batches.step, name="step"),
    path("payments/<int:batch_no>/export/", files.export, name="export"),
    path("payments/<int:batch_no>/manifest/", files.manifest, name="manifest"),
    path("payments/<int:batch_no>/file/<slug:form>/", files.bank_file, name="file"),
    path("payments/<int:batch_no>/receipts/", receipts.take, name="take"),
]
