from django.urls import path

from laoyou.ledger.pages import accounts, booking, budgets, entries, funds, statements, trial

app_name = "ledger"

urlpatterns = [
    path("ledger/", accounts.accounts, name="accounts"),
    path("ledger/export/", accounts.export, name="export"),
    path("ledger/new/", accounts.open_fund, name="open_fund"),
    path("ledger/budgets/", budgets.budgets, name="budgets"),
    path("ledger/funds/", funds.funds, name="funds"),
    path("ledger/funds/export/", funds.export, name="funds_export"),
    path("ledger/trial/", trial.trial, name="trial"),
    path("ledger/trial/verify/", trial.verify, name="verify"),
    path("ledger/trial/close/", trial.close_books, name="close_books"),
    path("ledger/entries/<int:entry_id>/", entries.entry, name="entry"),
    path("ledger/entries/<int:entry_id>/reverse/", entries.reverse_entry, name="reverse"),
    path("ledger/<int:account_id>/", statements.account, name="account"),
    path("ledger/<int:account_id>/export/", statements.export, name="statement_export"),
    path("ledger/<int:account_id>/receive/", booking.receive, name="receive"),
    path("ledger/<int:account_id>/pay/", booking.pay, name="pay"),
    path("ledger/<int:account_id>/budget/", budgets.set_budget, name="set_budget"),
    path("ledger/<int:account_id>/vouchers/", booking.open_vouchers, name="open_vouchers"),
    path("ledger/<int:account_id>/close/", booking.close, name="close_account"),
]
