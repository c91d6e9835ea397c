"""That somebody was seen alive is recorded, taken back if it was a mistake; who is late is written to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from laoyou import acts
from laoyou.access.types import Actor, Scope
from laoyou.assessment.facts import AssessmentConcluded, AssessmentRevoked
from laoyou.benefits.core import survival, telling_holds
from laoyou.benefits.facts import ProposalsConfirmed
from laoyou.benefits.models import Check, Grant, Proof, Proposal, SurvivalWarning
from laoyou.benefits.reads.runs import place_of_run, run
from laoyou.benefits.reads.survival import place_of_checks, place_of_proof
from laoyou.benefits.types import ProofWay, Seen
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.notices import verbs as notices
from laoyou.notices.types import NewLetter
from laoyou.people.facts import PersonDied
from laoyou.people.reads import persons, reach
from laoyou.policies import reads as policies
from laoyou.policies.types import Benefit
from laoyou.store.copying import look_again

WARNING = "survival_warning"
MOST_AT_ONCE, LONGEST_WORDS = 500, 100
_PUT = """
WITH living(person_id, division_id) AS ({living}),
checked(version_id, months) AS (SELECT * FROM unnest(%(versions)s::bigint[], %(months)s::int[])),
held AS (
    SELECT g.person_id, l.division_id, min(c.months) AS months, min(lower(e.span)) AS start
    FROM living l
    JOIN benefits_grant g ON g.person_id = l.person_id AND NOT g.is_void AND upper_inf(g.span)
    JOIN checked c ON c.version_id = g.version_id
    JOIN benefits_grant e ON e.person_id = g.person_id AND e.benefit = g.benefit AND NOT e.is_void
    GROUP BY g.person_id, l.division_id
), seen AS (
    SELECT h.*, greatest(h.start, p.day) AS since FROM held h LEFT JOIN LATERAL (
        SELECT max(day) AS day FROM benefits_proof WHERE person_id = h.person_id AND taken_back_at IS NULL
    ) p ON true
)
INSERT INTO benefits_check (person_id, division_id, since, months, due_on)
SELECT person_id, division_id, since, months, (since + make_interval(months => months))::date FROM seen
ON CONFLICT (person_id) DO UPDATE SET division_id = EXCLUDED.division_id, since = EXCLUDED.since,
    months = EXCLUDED.months, due_on = EXCLUDED.due_on
"""
_OF_A_RUN = "SELECT person_id, division FROM benefits_runperson WHERE run_id = %(run)s"
_NAMED = "SELECT * FROM unnest(%(persons)s::bigint[], %(divisions)s::text[])"


@acts.verb("benefits.prove_alive", place=reach.place_of)
def prove_alive(
    person_id: int, *, day: date, way: ProofWay, words: str = "", actor: Actor, now: datetime
) -> int:
    """Somebody was seen alive on a day; the proof's id. It serves all that he has.

    Raises NotFound, Invalid (`day`, `way`, `words`), Conflict (`died`, `benefits_proof_once`).
    """
    (kept,) = reach.followed([person_id]).values()
    proof_id = _prove([kept], day, way, words, actor, now)[0]
    acts.subject(person_id=kept, kind="proof", id=proof_id)
    return proof_id


@acts.verb("benefits.prove_many", place=place_of_checks)
def prove_many(
    person_ids: Sequence[int], *, day: date, way: ProofWay, words: str = "", actor: Actor, now: datetime
) -> int:
    """All these were seen on one day in one way, as on a walk; how many. All or nothing. Raises as
    `prove_alive`, Invalid `too_many`.
    """
    if len(person_ids) > MOST_AT_ONCE:
        raise Invalid(f"一次最多登记 {MOST_AT_ONCE} 人，请分几次办。", "too_many")
    made = _prove(list(dict.fromkeys(person_ids)), day, way, words, actor, now)
    acts.subject(kind="proof", count=len(made))
    return len(made)


@acts.verb("benefits.take_back_proof", place=place_of_proof)
def take_back_proof(proof_id: int, because: str, *, actor: Actor, now: datetime) -> None:
    """A proof was a mistake: it counts no more, and stays to be read.

    Raises NotFound, Invalid (`because`), Conflict (`taken_back`).
    """
    said = " ".join(because.split())
    if not said or len(said) > LONGEST_WORDS:
        raise Invalid(f"请写明撤回的理由，{LONGEST_WORDS} 字以内。", "because", field="because")
    row: Proof = Proof.objects.of(pk=proof_id).select_for_update().get()
    acts.subject(person_id=row.person_id, kind="proof", id=proof_id)
    if row.taken_back_at is not None:
        raise Conflict(f"这次认证已由{row.taken_back_name}撤回，请刷新页面。", "taken_back")
    _take_back(row, said, actor, now)


@acts.verb("benefits.follow_assessment", place=acts.nowhere)
def follow_assessment(
    fact: AssessmentConcluded | AssessmentRevoked, *, actor: Actor, now: datetime
) -> None:
    """Who was assessed was seen by two assessors: that proves it. A result revoked proves nothing."""
    if isinstance(fact, AssessmentRevoked):
        for row in Proof.objects.of(assessment=fact.sheet_id, taken_back_at=None):
            _take_back(row, "评估结果已撤销", actor, now)
        return
    (kept,) = reach.followed([fact.person_id]).values()
    there = Proof.objects.of(person=kept, day=fact.since, way=ProofWay.ASSESSMENT, taken_back_at=None)
    if fact.since > local_date(now) or there.exists():
        return
    Proof.objects.create(
        person_id=kept,
        day=fact.since,
        way=ProofWay.ASSESSMENT,
        assessment=fact.sheet_id,
        recorded_by=actor.user_id,
        recorded_name=actor.name,
        recorded_at=now,
    )
    refresh([kept])


@acts.verb("benefits.warn", place=place_of_checks)
def warn(person_ids: Sequence[int], *, actor: Actor, now: datetime) -> int:
    """Write to those who were not seen in time; how many letters. Who was warned already is passed over.

    Raises NotFound, Invalid (`too_many`), Conflict (`not_late`).
    """
    if len(person_ids) > MOST_AT_ONCE:
        raise Invalid(f"一次最多提醒 {MOST_AT_ONCE} 人，请分几次办。", "too_many")
    today = local_date(now)
    rows = list(Check.objects.of(pk__in=set(person_ids)).order_by("pk").select_for_update())
    if any(survival.standing(row.due_on, today) in (Seen.FINE, Seen.SOON) for row in rows):
        raise Conflict("其中有的还没有到期，不用提醒。请刷新名单再选。", "not_late")
    warned = SurvivalWarning.objects.of(person__in=[row.pk for row in rows])
    done = set(warned.values_list("person", "due_on"))
    letters = []
    for row in rows:
        if (row.pk, row.due_on) in done:
            continue
        made = SurvivalWarning.objects.create(
            person_id=row.pk,
            due_on=row.due_on,
            warned_at=now,
            warned_by=actor.user_id,
            warned_name=actor.name,
        )
        said = telling_holds.warning(row.due_on)
        letters.append(
            NewLetter(row.pk, row.division_id, said.kind, said.title, said.paragraphs, WARNING, made.pk)
        )
    acts.subject(kind="check", count=len(letters))
    return notices.write_many(letters, now=now)


@acts.verb("benefits.refresh_checks", place=place_of_run)
def refresh_checks(run_id: int, *, actor: Actor, now: datetime) -> int:
    """Reckon the checks of a run's territory anew, for the living as the run found them; how many."""
    record = run(run_id)
    low, high = Scope.division(record.territory).division_bounds() or ("", "")
    Check.objects.of(division_id__gte=low, division_id__lt=high).delete()
    versions = Grant.objects.for_the_system().filter(is_void=False, span__endswith=None)
    asked = _months(versions.values_list("version_id", flat=True).distinct())
    count = _put(_OF_A_RUN, asked, run=record.result)
    look_again("benefits_check", count)
    acts.subject(kind="run", id=run_id, count=count)
    return count


def refresh(person_ids: Collection[int]) -> None:
    """Reckon the checks of some persons anew, within the act under way."""
    kept = set(reach.followed(person_ids).values())
    alive = [one for one, named in persons.names(kept).items() if named.death_date is None]
    Check.objects.of(pk__in=kept).delete()
    places = reach.places_of(alive)
    versions = Grant.objects.held_by(alive).values_list("version_id", flat=True).distinct()
    homes = [places[one].divisions[0] for one in alive]
    _put(_NAMED, _months(versions), persons=[int(one) for one in alive], divisions=homes)


def follow_confirmed(fact: ProposalsConfirmed, *, actor: Actor, now: datetime) -> None:
    """Whoever begins, changes or loses something is reckoned anew."""
    rows = Proposal.objects.of(pk__in=fact.proposal_ids).values_list("person_id", flat=True)
    refresh(set(rows))


def follow_death(fact: PersonDied, *, actor: Actor, now: datetime) -> None:
    """Of the dead nobody asks whether they live."""
    Check.objects.of(pk=fact.person_id).delete()


def _prove(
    person_ids: Sequence[int], day: date, way: ProofWay, words: str, actor: Actor, now: datetime
) -> list[int]:
    said = " ".join(words.split())
    if day > local_date(now):
        raise Invalid("看到本人的日期不能晚于今天，请核对。", "day", field="day")
    if way is ProofWay.ASSESSMENT:
        raise Invalid("能力评估的认证由评估结果自动记下，请选别的方式。", "way", field="way")
    if len(said) > LONGEST_WORDS:
        raise Invalid(f"说明请写在 {LONGEST_WORDS} 字以内。", "words", field="words")
    dead = [one for one in persons.names(person_ids).values() if one.death_date is not None]
    if dead:
        raise Conflict("其中有人已登记去世，请先核对死亡登记。", "died")
    made = Proof.objects.bulk_create(
        Proof(
            person_id=one,
            day=day,
            way=way,
            words=said,
            recorded_by=actor.user_id,
            recorded_name=actor.name,
            recorded_at=now,
        )
        for one in person_ids
    )
    refresh(person_ids)
    return [int(one.pk) for one in made]


def _take_back(row: Proof, because: str, actor: Actor, now: datetime) -> None:
    Proof.objects.filter(pk=row.pk).update(
        taken_back_at=now, taken_back_name=actor.name, taken_back_because=because
    )
    refresh([row.person_id])


def _months(version_ids: Collection[int]) -> dict[int, int]:
    """The versions whose law asks for a check, and every how many months."""
    found = policies.versions(set(version_ids)).values()
    bodies = {one.id: one.document.body for one in found}
    return {
        one: body.survival_check
        for one, body in bodies.items()
        if isinstance(body, Benefit) and body.survival_check
    }


def _put(living: str, months: dict[int, int], **given: Any) -> int:
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"versions": list(months), "months": list(months.values()), **given}
        cursor.execute(_PUT.format(living=living), asked)
        return int(cursor.rowcount)
