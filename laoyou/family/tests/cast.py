"""李小华, her daughter, the clerk of her town, and what is on the letter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from laoyou.access.types import Actor
from laoyou.family import verbs
from laoyou.family.types import AccessId, Consent, Letter, NewAccess, Tie
from laoyou.kernel.ids import PersonId
from laoyou.people.tests.cast import ALICE, NOW, TODAY, card, number_of, somebody

DOOR = Actor.system("家属加入页")
ADDRESS = "10.1.2.3"
PASSWORD = "tea-and-dumplings"
DAUGHTER = NewAccess(
    tie=Tie.DAUGHTER,
    name="张秀敏",
    phone="13900001111",
    consent=Consent.SPOKEN,
    consent_on=TODAY,
    health=False,
    until=date(2027, 3, 1),
)


@dataclass(frozen=True)
class Elder:
    id: PersonId
    tail: str


def elder(name: str = "李小华", **given: Any) -> Elder:
    number = number_of(date(1943, 5, 12))
    return Elder(somebody(name, document=card(number), birth_date=None, **given), number[-4:])


def invited(of: Elder, *, actor: Actor = ALICE, now: datetime = NOW, **changed: Any) -> Letter:
    return verbs.invite(of.id, replace(DAUGHTER, **changed), actor=actor, now=now)


def tried(letter: Letter, tail: str, *, now: datetime = NOW, address: str = ADDRESS) -> AccessId | None:
    return verbs.try_letter(letter.code, tail=tail, address=address, actor=DOOR, now=now)


def joined(
    of: Elder, username: str = "xiumin", *, now: datetime = NOW, is_known: bool = False, **changed: Any
) -> tuple[AccessId, int]:
    """Invited and joined: the access, and the user."""
    letter = invited(of, now=now, **changed)
    return letter.id, took_up(letter, username, now=now, is_known=is_known)


def took_up(letter: Letter, username: str, *, now: datetime = NOW, is_known: bool = False) -> int:
    return verbs.join(
        letter.id, username=username, password=PASSWORD, is_known=is_known, actor=DOOR, now=now
    )
