"""Whom people may ask about a letter."""

from __future__ import annotations

from datetime import datetime

from laoyou import acts
from laoyou.access.types import Actor, Place
from laoyou.kernel.errors import Invalid
from laoyou.kernel.text import half_width
from laoyou.notices.models import Office
from laoyou.places import reads as places

LONGEST_NAME, LONGEST_PHONE = 60, 30


def _place(division: str, **_: object) -> Place:
    return Place((division,))


@acts.verb("notices.set_office", place=_place)
def set_office(division: str, *, name: str, phone: str, actor: Actor, now: datetime) -> None:
    """Who answers for a division (12-digit code), and all below it that have nobody of their own.

    Raises NotFound, Invalid (`office_name`, `office_phone`).
    """
    places.division(division)
    said, number = " ".join(name.split()), half_width(phone).strip()
    if not said or len(said) > LONGEST_NAME:
        raise Invalid(f"请填写办理机构名称，最多 {LONGEST_NAME} 个字。", "office_name", field="name")
    if not number or len(number) > LONGEST_PHONE or not any(one.isdigit() for one in number):
        raise Invalid("请填写对外的咨询电话，例如 0469-6100123。", "office_phone", field="phone")
    acts.subject(kind="office", id=division)
    named = Office.objects.of(pk=division)
    named.update_or_create(division_id=division, defaults={"name": said, "phone": number})
