"""What may be asked of the books. Ids and a scope in, frozen records out; amounts in the unit of the
account.
"""

from laoyou.ledger.core.elder_share import RULE as ELDER_SHARE_RULE
from laoyou.ledger.core.entries import amount_words
from laoyou.ledger.reads.chart import (
    AccountRecord,
    Filter,
    account,
    accounts,
    balance,
    balances,
    common_place,
    count,
    every,
    held_by,
    place_of,
    place_of_books,
    ref,
    refs,
)
from laoyou.ledger.reads.entries import (
    EntryRecord,
    EntrySum,
    entries_of,
    entry,
    entry_of,
    place_of_entry,
    places_of_entry,
)
from laoyou.ledger.reads.funds import FundReport, FundYear, fund_report
from laoyou.ledger.reads.limits import BudgetRecord, budget_state, budget_states, budgets, budgets_of
from laoyou.ledger.reads.statements import Statement, StatementLine, every_line, statement
from laoyou.ledger.reads.trial import (
    ClosingRecord,
    Trial,
    TrialLine,
    Verdict,
    last_closing,
    trial_balance,
    verify,
)

__all__ = [
    "ELDER_SHARE_RULE",
    "AccountRecord",
    "BudgetRecord",
    "ClosingRecord",
    "EntryRecord",
    "EntrySum",
    "Filter",
    "FundReport",
    "FundYear",
    "Statement",
    "StatementLine",
    "Trial",
    "TrialLine",
    "Verdict",
    "account",
    "accounts",
    "amount_words",
    "balance",
    "balances",
    "budget_state",
    "budget_states",
    "budgets",
    "budgets_of",
    "common_place",
    "count",
    "entries_of",
    "entry",
    "entry_of",
    "every",
    "every_line",
    "fund_report",
    "held_by",
    "last_closing",
    "place_of",
    "place_of_books",
    "place_of_entry",
    "places_of_entry",
    "ref",
    "refs",
    "statement",
    "trial_balance",
    "verify",
]
