"""The tables of payments, by noun."""

from laoyou.payments.models.lines import Batch, Instruction, Line
from laoyou.payments.models.payees import Account
from laoyou.payments.models.receipts import ReceiptFile, ReceiptRow
from laoyou.payments.models.receivables import PlannedInstalment, Receivable, Repayment

__all__ = [
    "Account",
    "Batch",
    "Instruction",
    "Line",
    "PlannedInstalment",
    "ReceiptFile",
    "ReceiptRow",
    "Receivable",
    "Repayment",
]
