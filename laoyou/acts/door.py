"""The one door for writes: permission, transaction, audit and follow-ups, in one place.

A verb is a sentence that writes::

    @verb("people.record_fact", place=reads.place_of)
    def record_fact(person_id, *, kind, ..., actor, now): ...

The outermost verb opens the transaction and must be permitted at the verb's place; verbs that it calls join
it, covered by its permission, and leave audit rows `within` its own. Facts emitted on the way are told to
the listeners named in `config/wiring.py`, in the same transaction. Audit rows are written last, so that a
chain is held only for the moment before the commit. A refusal, the door's or the sentence's own,
leaves a row too, outside the transaction.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from laoyou.access import rules
from laoyou.access.types import Actor, Place
from laoyou.acts.types import Clocked
from laoyou.audit import verbs as audit
from laoyou.audit.types import Note, Outcome, Subject
from laoyou.kernel.errors import Forbidden
from laoyou.kernel.ids import uuid7
from laoyou.store.constraints import as_conflict

P = ParamSpec("P")
R = TypeVar("R")

PlaceOf = Callable[..., Place | None]

_listeners: dict[type, tuple[Clocked, ...]] = {}
_verbs: dict[str, Callable[..., Any]] = {}


@dataclass(slots=True)
class _Act:
    """An act under way."""

    act_id: UUID
    act: str
    subject: Subject
    division: str
    purpose: str = ""


@dataclass(slots=True)
class _Door:
    """The open transaction: who goes through, the acts under way, what is to be noted and told."""

    actor: Actor
    now: datetime
    stack: list[_Act] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    facts: list[tuple[Any, _Act]] = field(default_factory=list)


_open: ContextVar[_Door | None] = ContextVar("laoyou_door", default=None)


def nowhere(*_: Any, **__: Any) -> None:
    """The place of an act that concerns no place: the role alone decides."""


def listen(listeners: dict[type, tuple[Clocked, ...]]) -> None:
    """Say who hears which fact. Called once, by the wiring."""
    _listeners.clear()
    _listeners.update(listeners)


def verbs() -> dict[str, Callable[..., Any]]:
    """Every verb of the program, by the name of its act."""
    return dict(_verbs)


def verb(act: str, *, place: PlaceOf) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a verb: `act` names its rule, `place(*args, **kwargs)` says where its subject is.

    The function takes `actor` and `now` by keyword. A parameter named `person_id` becomes the audit row's
    person; anything else is said with `subject(...)`.
    """

    def decorate(sentence: Callable[P, R]) -> Callable[P, R]:
        if _verbs.setdefault(act, sentence) is not sentence:
            raise ValueError(f"two verbs are called {act}")
        signature = inspect.signature(sentence)

        @functools.wraps(sentence)
        def enter(*args: P.args, **kwargs: P.kwargs) -> R:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            person_id = bound.arguments.get("person_id")
            begun = _Act(uuid7(_now(kwargs)), act, Subject(person_id=person_id), "")
            run = functools.partial(sentence, *args, **kwargs)
            where = functools.partial(place, *args, **kwargs)
            door = _open.get()
            if door is not None:
                return _within(door, begun, where, run)
            return _through(begun, where, run, _actor(kwargs), _now(kwargs))

        return enter

    return decorate


def emit(fact: Any) -> None:
    """Tell that something happened. Its listeners run before the transaction ends."""
    door = _current()
    door.facts.append((fact, door.stack[-1]))


def subject(
    *, person_id: int | None = None, kind: str = "", id: object = "", count: int = 1, digest: bytes = b""
) -> None:
    """Say on whom or what the act under way is done, for its audit row."""
    begun = _current().stack[-1]
    begun.subject = Subject(person_id or begun.subject.person_id, kind, str(id), count, digest)


def act_id() -> UUID:
    """The id of the act under way, for rows that name the act which wrote them."""
    return _current().stack[-1].act_id


def purpose(word: str) -> None:
    """Say for which purpose the act under way is done (audit.types.Purpose)."""
    _current().stack[-1].purpose = word


def check(
    act: str, *, actor: Actor, now: datetime, place: Place | None, person_id: int | None = None
) -> None:
    """May this be opened? A refusal is logged and raised as Forbidden; permission leaves no row."""
    if not rules.may(actor, act, place):
        refused = _Act(uuid7(now), act, Subject(person_id=person_id), _division(actor, place))
        _log_refusal(refused, actor, now)
        raise rules.refusal(actor, act)


def read(
    act: str,
    *,
    actor: Actor,
    now: datetime,
    place: Place | None,
    person_id: int | None = None,
    purpose: str = "",
    kind: str = "",
    id: object = "",
    count: int = 1,
) -> None:
    """Note that something sensitive is read, for a purpose; refused and logged when it may not be."""
    check(act, actor=actor, now=now, place=place, person_id=person_id)
    note = Note(
        act_id=uuid7(now),
        act=act,
        actor=actor,
        at=now,
        outcome=Outcome.READ,
        subject=Subject(person_id, kind, str(id), count),
        division=_division(actor, place),
        purpose=purpose,
    )
    with transaction.atomic():
        audit.append([note])


def _through(
    begun: _Act, where: Callable[[], Place | None], run: Callable[[], R], actor: Actor, now: datetime
) -> R:
    try:
        with transaction.atomic(durable=True):
            door = _Door(actor, now)
            token = _open.set(door)
            try:
                place = where()
                begun.division = _division(actor, place)
                if not rules.may(actor, begun.act, place):
                    raise rules.refusal(actor, begun.act)
                result = _perform(door, begun, run)
                _tell(door)
                audit.append(door.notes)
            finally:
                _open.reset(token)
        return result
    except Forbidden:
        _log_refusal(begun, actor, now)
        raise
    except IntegrityError as error:
        conflict = as_conflict(error)
        if conflict is None:
            raise
        raise conflict from error


def _within(door: _Door, begun: _Act, where: Callable[[], Place | None], run: Callable[[], R]) -> R:
    begun.division = _division(door.actor, where())
    return _perform(door, begun, run)


def _perform(door: _Door, begun: _Act, run: Callable[[], R]) -> R:
    outer = door.stack[-1].act_id if door.stack else None
    door.stack.append(begun)
    try:
        result = run()
    finally:
        door.stack.pop()
    door.notes.append(
        Note(
            act_id=begun.act_id,
            act=begun.act,
            actor=door.actor,
            at=door.now,
            outcome=Outcome.DONE,
            subject=begun.subject,
            division=begun.division,
            within=outer,
            purpose=begun.purpose,
        )
    )
    return result


def _tell(door: _Door) -> None:
    while door.facts:
        fact, cause = door.facts.pop(0)
        door.stack.append(cause)
        for listener in _listeners.get(type(fact), ()):
            listener(fact, actor=door.actor, now=door.now)
        door.stack.pop()


def _log_refusal(begun: _Act, actor: Actor, now: datetime) -> None:
    note = Note(
        act_id=begun.act_id,
        act=begun.act,
        actor=actor,
        at=now,
        outcome=Outcome.REFUSED,
        subject=replace(begun.subject, count=0),
        division=begun.division,
    )
    with transaction.atomic():
        audit.append([note])


def _division(actor: Actor, place: Place | None) -> str:
    if place is not None and place.divisions:
        return place.divisions[0]
    bounds = actor.scope.division_bounds()
    return bounds[0] if bounds else ""


def _current() -> _Door:
    door = _open.get()
    if door is None:
        raise RuntimeError("outside a verb: facts and subjects belong to an act under way")
    return door


def _actor(kwargs: dict[str, Any]) -> Actor:
    actor = kwargs["actor"]
    if not isinstance(actor, Actor):
        raise TypeError("a verb needs actor=Actor")
    return actor


def _now(kwargs: dict[str, Any]) -> datetime:
    now = kwargs["now"]
    if not isinstance(now, datetime) or now.utcoffset() is None:
        raise TypeError("a verb needs now=an aware instant")
    return now


__all__ = ["act_id", "check", "emit", "listen", "nowhere", "purpose", "read", "subject", "verb", "verbs"]
