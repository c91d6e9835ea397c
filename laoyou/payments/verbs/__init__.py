"""The writers of payments: sentences, each permitted, audited and told by the door (`acts`)."""

from laoyou.payments.verbs.accounts import end_account, register_account
from laoyou.payments.verbs.answering import attach, dismiss, take_receipts
from laoyou.payments.verbs.batches import approve, freeze, open_batch, send, withdraw
from laoyou.payments.verbs.collecting import cancel_lines, collect, recollect
from laoyou.payments.verbs.merging import follow_merge, follow_undoing
from laoyou.payments.verbs.receivables import (
    approve_write_off,
    propose_write_off,
    raise_overpaid,
    raise_receivable,
    record_repayment,
    refuse_write_off,
    set_offset,
    set_plan,
    withdraw_receivable,
)

__all__ = [
    "approve",
    "approve_write_off",
    "attach",
    "cancel_lines",
    "collect",
    "dismiss",
    "end_account",
    "follow_merge",
    "follow_undoing",
    "freeze",
    "open_batch",
    "propose_write_off",
    "raise_overpaid",
    "raise_receivable",
    "recollect",
    "record_repayment",
    "refuse_write_off",
    "register_account",
    "send",
    "set_offset",
    "set_plan",
    "take_receipts",
    "withdraw",
    "withdraw_receivable",
]
