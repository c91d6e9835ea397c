"""The writers of the books.

`post`, `post_many`, `open_accounts`, `move_accounts`, `issue_vouchers` and `spend_voucher` write within the
act of whoever calls them: they belong to his sentence, are covered by its permission and named by its row of
the audit trail. The others are acts of their own.
"""

from laoyou.ledger.verbs.accounts import close_account, move_accounts, open_account, open_accounts
from laoyou.ledger.verbs.bulk import post_many
from laoyou.ledger.verbs.funds import close_books, pay, receive, set_budget
from laoyou.ledger.verbs.posting import post, reverse
from laoyou.ledger.verbs.vouchers import expire_vouchers, issue_vouchers, spend_voucher

__all__ = [
    "close_account",
    "close_books",
    "expire_vouchers",
    "issue_vouchers",
    "move_accounts",
    "open_account",
    "open_accounts",
    "pay",
    "post",
    "post_many",
    "receive",
    "reverse",
    "set_budget",
    "spend_voucher",
]
