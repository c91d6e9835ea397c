"""What may be asked of payments: ids and a scope in, frozen records out."""

from laoyou.payments.reads import banks, batches, files, lines, payees, receipts, receivables, reconciliation
from laoyou.payments.reads.reach import (
    place_of_account,
    place_of_batch,
    place_of_file,
    place_of_line,
    place_of_payee,
    place_of_receivable,
    place_of_row,
)

__all__ = [
    "banks",
    "batches",
    "files",
    "lines",
    "payees",
    "place_of_account",
    "place_of_batch",
    "place_of_file",
    "place_of_line",
    "place_of_payee",
    "place_of_receivable",
    "place_of_row",
    "receipts",
    "receivables",
    "reconciliation",
]
