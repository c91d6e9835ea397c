"""A law, a site and its claim, for tests that look at the whole program."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import laoyou
from laoyou.orgs import verbs as orgs
from laoyou.orgs.types import NewOrganisation, NewSite, OrganisationKind, Standing
from laoyou.policies import verbs as policies
from laoyou.subsidies import verbs
from laoyou.subsidies.tests.cast import SYSTEM
from laoyou.subsidies.types import NewClaim, Whom

BENEFIT = "facility_running"


def published(now: datetime) -> None:
    """The running subsidy of the demonstration city becomes law."""
    path = Path(laoyou.__file__).parent / "regions" / "shuangyashan" / "policy" / f"{BENEFIT}.yaml"
    text = path.read_text(encoding="utf-8")
    policies.load_pack({path.name: text}, actor=SYSTEM, now=now - timedelta(hours=1))


def a_site(village: str, now: datetime, name: str = "新华社区养老服务站") -> Whom:
    new = NewOrganisation(kind=OrganisationKind.STATION, name=name, division=village)
    began = date(2020, 1, 1)
    owner = orgs.register(new, standing=Standing.OPERATING, since=began, actor=SYSTEM, now=now)
    place = NewSite(name, village, began, address="新华路 8 号")
    return Whom(owner, orgs.add_site(owner, place, actor=SYSTEM, now=now))


def claimed(village: str, now: datetime) -> int:
    """A claim that waits to be decided."""
    published(now)
    claim_id = verbs.file(NewClaim(BENEFIT, a_site(village, now), "2025"), actor=SYSTEM, now=now)
    verbs.submit(claim_id, actor=SYSTEM, now=now)
    return claim_id
