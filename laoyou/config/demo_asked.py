"""What people of the demo city have asked for: applications at every turn, and one appeal."""

from __future__ import annotations

from datetime import datetime

from laoyou.access.types import Actor, Scope
from laoyou.applications import verbs
from laoyou.applications.types import About, Against, Asker, Asking, Channel, NewAppeal, NewApplication
from laoyou.benefits.reads import proposals
from laoyou.benefits.types import Kind
from laoyou.config.demo_accounts import actor_of
from laoyou.kernel.clock import local_date
from laoyou.kernel.ids import PersonId
from laoyou.people.reads import lists

ENTERS, HANDLES, DECIDES = "ermalu", "jianshan", "zhuguan"
APPLICANTS = 6
NOT_POOR, POOR_CLAUSE = "disabled_living_subsidy", "poor"
AT_THE_WINDOW = Asking(Asker.PERSON, Channel.WINDOW)


def lay(now: datetime) -> None:
    """Some of a street to whom a benefit is due have asked for it, and one to whom it is not."""
    enters, handles, decides = (actor_of(name, now) for name in (ENTERS, HANDLES, DECIDES))
    asked = [_submit(person_id, benefit, enters, now) for person_id, benefit in _due(enters.scope)]
    for application_id in asked[1:]:
        verbs.accept(application_id, actor=handles, now=now)
    for application_id in asked[2:3]:
        verbs.ask_papers(application_id, "户口簿复印件", actor=handles, now=now)
    for application_id in asked[3:]:
        verbs.verify(application_id, "已到家里看过，情况属实。", actor=handles, now=now)
    for application_id in asked[4:]:
        verbs.approve(application_id, actor=decides, now=now)
    _refused_and_appealed(enters, handles, now)


def _due(scope: Scope) -> list[tuple[PersonId, str]]:
    """The first who wait for a benefit that must be asked for, one benefit each."""
    waiting = proposals.each(scope, proposals.Filter(Kind.START), most=40 * APPLICANTS)
    first = {row.person_id: row.benefit for row in reversed(list(waiting))}
    return list(reversed(first.items()))[:APPLICANTS]


def _submit(person_id: PersonId, benefit: str, actor: Actor, now: datetime) -> int:
    asking = Asking(Asker.CLERK, Channel.AT_HOME, consent_on=local_date(now))
    return verbs.submit(NewApplication(person_id, benefit, asking), actor=actor, now=now)


def _refused_and_appealed(enters: Actor, handles: Actor, now: datetime) -> None:
    """Somebody without low income asks for what is for those who have it, and does not agree."""
    today = local_date(now)
    elders = lists.persons(enters.scope, lists.Filter(today, age_from=85), size=1).rows
    for person in elders:
        new = NewApplication(person.id, NOT_POOR, AT_THE_WINDOW)
        asked = verbs.submit(new, actor=enters, now=now)
        verbs.accept(asked, actor=handles, now=now)
        verbs.refuse(
            asked, clause=POOR_CLAUSE, reason="登记册里您家不在低保名单上。", actor=handles, now=now
        )
        appeal = NewAppeal(
            person.id, Against(About.REFUSAL, asked), "上个月刚批了低保，名单可能还没更新。", AT_THE_WINDOW
        )
        verbs.appeal(appeal, actor=enters, now=now)
