"""What a person may have, given by the verbs piece by piece; and what holds of a register at any moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from laoyou.access.types import Actor
from laoyou.kernel.errors import Conflict
from laoyou.kernel.ids import PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people import reads, verbs
from laoyou.people.core import precedence as core
from laoyou.people.core.bitemporal import Statement, believed
from laoyou.people.models import Contact, Membership, Person
from laoyou.people.reads.precedence import precedence
from laoyou.people.tests.cast import NOW, TODAY, VILLAGE_A2
from laoyou.people.types import AbodeKind, Consent, FactKind, Relation, Source
from laoyou.people.verbs.abodes import said_of

SYSTEM = Actor.system("test")
BIRTH = date(1945, 5, 4)

WHAT = ("fact", "phone", "contact", "abode", "death", "kin", "guardian", "household", "name")
pieces = st.lists(
    st.tuples(st.sampled_from(WHAT), st.integers(0, 2), st.sampled_from([Source.TOWN, Source.POLICE])),
    max_size=7,
    unique=True,
)


def give(
    person_id: PersonId,
    other: PersonId,
    household_id: int,
    what: str,
    number: int,
    source: Source,
    now: datetime = NOW,
) -> bool:
    """One piece of what a person may have; False for what the register refuses in words."""
    by: dict[str, Any] = {"source": source, "actor": SYSTEM, "now": now}
    phone = f"1381234552{number}"
    first = BIRTH + timedelta(400 * number)
    acts: dict[str, Callable[[], object]] = {
        "fact": lambda: verbs.record_fact(
            person_id,
            kind=FactKind.LIVING,
            value="alone",
            span=DateSpan(first, first + timedelta(300)) if number else DateSpan.since(first),
            **by,
        ),
        "phone": lambda: verbs.add_phone(person_id, number=phone, **by),
        "contact": lambda: verbs.name_contact(
            person_id, name="联系人", relation=Relation.SON, phone=phone, consent=Consent.FULL, **by
        ),
        "abode": lambda: verbs.move(person_id, kind=AbodeKind.REGISTERED, division=VILLAGE_A2, **by),
        "death": lambda: verbs.record_death(person_id, on=TODAY - timedelta(number), **by),
        "kin": lambda: verbs.record_kin(person_id, relative_id=other, relation=Relation.SON, **by),
        "guardian": lambda: verbs.appoint_guardian(
            person_id, guardian_id=other, relation=Relation.SON, span=DateSpan.since(first), **by
        ),
        "household": lambda: verbs.join_household(
            household_id, person_id=person_id, relation=Relation.OTHER, since=first, **by
        ),
        "name": lambda: verbs.correct(person_id, name=f"李小{'花华桦'[number]}", **by),
    }
    return _done(acts[what])


TAKEN = ("fact", "phone", "contact", "move", "death", "death_day", "kin", "household")


def take(person_id: PersonId, what: str, now: datetime) -> bool:
    """Take back or change the first such piece; False when there is none, or the register refuses."""
    by: dict[str, Any] = {"actor": SYSTEM, "now": now}
    record = reads.persons.person(person_id)
    contacts = reads.relations.contacts([person_id])[person_id]
    kin = reads.relations.kin([person_id])[person_id]
    said = reads.facts.believed([person_id])[person_id]
    living = [fact.id for fact in said if fact.kind is FactKind.LIVING]
    deaths = [fact.source for fact in said if fact.kind is FactKind.DEATH]
    acts: dict[str, Sequence[Callable[[], object]]] = {
        "fact": [lambda: verbs.withdraw_fact(living[0], **by)][: len(living)],
        "phone": [lambda: verbs.retire_phone(record.phones[0].id, **by)][: len(record.phones)],
        "contact": [lambda: verbs.remove_contact(contacts[0].id, **by)][: len(contacts)],
        "move": [
            lambda: verbs.move(
                person_id, kind=AbodeKind.RESIDENCE, division=VILLAGE_A2, source=Source.TOWN, **by
            )
        ],
        "death": [lambda: verbs.withdraw_death(person_id, source=deaths[0], **by)][: len(deaths)],
        "death_day": [lambda: verbs.correct_death(person_id, on=date(2025, 6, 1), source=deaths[0], **by)][
            : len(deaths)
        ],
        "kin": [lambda: verbs.remove_kin(kin[0].id, **by)][: len(kin)],
        "household": [lambda: verbs.leave_household(person_id, last_day=TODAY, **by)],
    }
    return any(_done(act) for act in acts[what])


def _done(act: Callable[[], object]) -> bool:
    try:
        act()
    except Conflict:
        return False
    return True


def check_sound(person_ids: list[PersonId]) -> None:
    """What holds of persons at any moment, whatever was done to them."""
    for row in Person.objects.of(pk__in=person_ids, merged_into=None):
        (said,) = reads.facts.history([row.pk]).values()
        assert no_overlap(believed(said))
        report = core.death_report(believed(said), precedence())
        assert row.death_date == (report.span.start if report else None), "the day of death has its report"
        home, registered = core.homes(said_of(row.pk), precedence())
        if home is not None:
            assert (row.home_division_id, row.registered_division_id) == (home, registered)
        kin = [one.relative for one in reads.relations.kin([row.pk])[row.pk]]
        assert len(kin) == len(set(kin)), "nobody is kin twice over"
        contacts = Contact.objects.filter(person=row, removed_at=None).order_by("position")
        positions = list(contacts.values_list("position", flat=True))
        assert positions == list(range(1, len(positions) + 1)), "contacts are counted from 1"
        for ward in reads.relations.wards([row.pk])[row.pk]:
            assert reads.persons.person(ward.ward).id == ward.ward, "a ward is a person, not a merged row"
        documents = reads.persons.person(row.pk).documents
        assert len(documents) == len({document.id for document in documents})
    heads = Membership.objects.filter(ended_on=None, relation=Relation.HEAD)
    assert max(Counter(heads.values_list("household_id", flat=True)).values(), default=0) <= 1


def no_overlap(facts: tuple[Statement, ...]) -> bool:
    """Whether no source says two things of one kind for one day."""
    return not any(
        (one.kind, one.source) == (other.kind, other.source) and one.span.overlaps(other.span)
        for one, other in combinations(facts, 2)
    )
