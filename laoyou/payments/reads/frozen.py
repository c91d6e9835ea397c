"""The lines of a batch as they were frozen, and the proof that they still are."""

from __future__ import annotations

from collections.abc import Iterator

from laoyou.audit import reads as audit
from laoyou.payments.core.batches import Frozen, Seal
from laoyou.payments.models import Instruction

PORTION = 5000


def lines(batch_no: int) -> Iterator[Frozen]:
    """In the order of their numbers."""
    rows = Instruction.objects.filter(batch=batch_no).order_by("number")
    said = rows.values_list(
        "number", "line_id", "amount", "kept_back", "line__fund_id", "account__number_blind", "account__bank",
        "account__holder", "line__words",
    )  # fmt: skip
    for number, line, amount, kept, fund, account, *words in said.iterator(chunk_size=PORTION):
        yield Frozen(number, line, amount, kept, fund, bytes(account), *words)


def seal(batch_no: int) -> Seal:
    """Reckoned anew over the lines as they are now."""
    found = Seal()
    for one in lines(batch_no):
        found.add(one)
    return found


def holds(batch_no: int, digest: bytes, count: int) -> bool:
    """Whether the lines are still those that were frozen, and the audit trail says so too."""
    noted = audit.digest_of("payments.freeze", "payment_batch", str(batch_no))
    now = seal(batch_no)
    return now.value() == digest and now.lines == count and noted == (count, digest)
