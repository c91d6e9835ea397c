"""Where the things of payments are: the places at which the door asks its permissions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from laoyou.access.types import Place
from laoyou.kernel.errors import NotFound
from laoyou.orgs import reads as orgs
from laoyou.payments.models import Account, Batch, Line, ReceiptFile, ReceiptRow, Receivable
from laoyou.payments.types import Payee, PayeeKind
from laoyou.people import reads as people
from laoyou.places import reads as places

BIGGEST_ID = 2**63 - 1


def place_of_payee(payee: Payee, *_: object, **__: object) -> Place:
    """Where a payee is. NotFound when there is no such person or organisation."""
    check_id(payee.id)
    return people.place_of(payee.id) if payee.kind is PayeeKind.PERSON else orgs.place_of(payee.id)


def place_of_account(account_id: int, *_: object, **__: object) -> Place:
    return place_of_payee(account_row(account_id).payee)


def place_of_batch(batch_no: int, *_: object, **__: object) -> Place:
    """The division that pays. NotFound when there is no such batch."""
    return _place(
        Batch.objects.of(pk=check_id(batch_no)).values_list("division_id", flat=True).first(), "这一批"
    )


def place_of_lines(line_ids: Sequence[int], *_: object, **__: object) -> Place:
    """The smallest division that holds all lines. NotFound when one is not there."""
    wanted = {check_id(one) for one in line_ids}
    rows = dict(Line.objects.of(pk__in=wanted).values_list("pk", "division_id"))
    if not wanted or len(rows) != len(wanted):
        raise NotFound("没有选中款项，或有的已不在，请刷新页面后重新选择。", "payments_line")
    return Place(common(rows.values()))


def place_of_line(line_id: int, *_: object, **__: object) -> Place:
    """Where a line lies, with the person whom it is about."""
    row = Line.objects.of(pk=check_id(line_id)).values_list("division_id", "person_id").first()
    if row is None:
        raise NotFound("没有这笔款项，请从列表重新进入。", "payments_line")
    return Place((row[0],), person=row[1])


def place_of_file(file_id: int, *_: object, **__: object) -> Place:
    rows = ReceiptFile.objects.filter(pk=check_id(file_id)).values_list("batch__division_id", flat=True)
    return _place(rows.first(), "这份回执")


def place_of_rows(row_ids: Sequence[int], *_: object, **__: object) -> Place:
    """The smallest division that holds the batches of all rows. NotFound when one row is not there."""
    wanted = {check_id(one) for one in row_ids}
    rows = ReceiptRow.objects.of(pk__in=wanted).values_list("pk", "file__batch__division_id")
    found = dict(rows)
    if not wanted or len(found) != len(wanted):
        raise NotFound("没有选中回执，或有的已不在，请刷新页面后重新选择。", "receipt_row")
    return Place(common(found.values()))


def place_of_row(row_id: int, *_: object, **__: object) -> Place:
    return place_of_rows([row_id])


def place_of_receivable(receivable_id: int, *_: object, **__: object) -> Place:
    rows = Receivable.objects.of(pk=check_id(receivable_id)).values_list("division_id", flat=True)
    return _place(rows.first(), "这笔应收")


def account_row(account_id: int) -> Account:
    """Raises NotFound."""
    row = Account.objects.filter(pk=check_id(account_id)).first()
    if row is None:
        raise NotFound("没有这个收款账户，请从人员或机构的页面重新进入。", "payments_account")
    return row


def common(divisions: Iterable[str]) -> tuple[str, ...]:
    held = places.common_division(list(divisions))
    return (held,) if held else ()


def check_id(number: int) -> int:
    """The number, or 0 where no row can have it."""
    return number if 0 < number <= BIGGEST_ID else 0


def _place(division: str | None, what: str) -> Place:
    if division is None:
        raise NotFound(f"没有{what}，请从列表重新进入。", "payments")
    return Place((division,))
