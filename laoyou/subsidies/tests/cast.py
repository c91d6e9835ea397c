"""The cast of the tests of subsidies: two cities with their shipped packs, sites, clerks and supervisors."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import laoyou
from laoyou.access.types import Actor, Role, Scope
from laoyou.benefits import verbs as benefits
from laoyou.ledger import verbs as books
from laoyou.ledger.types import AccountId, FundSource, Holder, NewAccount, Unit
from laoyou.orgs import verbs as orgs
from laoyou.orgs.types import NewOrganisation, NewSite, OrganisationKind, Standing
from laoyou.places import verbs as places
from laoyou.places.types import Level, NetworkTier, NewAddress, NewDivision, NewPlace
from laoyou.policies import verbs as policies
from laoyou.subsidies import reads, verbs
from laoyou.subsidies.types import NewClaim, Statement, Whom

SYSTEM = Actor.system("test")
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)
BEGUN = datetime(2025, 1, 1, 1, tzinfo=UTC)
ZHANGZHOU, XIANGCHENG = "350600000000", "350602000000"
TOWN, OTHER_TOWN = "350602001000", "350602002000"
VILLAGE, OTHER_VILLAGE = "350602001001", "350602002001"
RURAL_COUNTY, RURAL = "350622000000", "350622100200"
JIULONGPO, STREET, COMMUNITY = "500107000000", "500107001000", "500107001001"
DIVISIONS = (
    NewDivision("350000000000", "福建省", Level.PROVINCE, None),
    NewDivision(ZHANGZHOU, "漳州市", Level.CITY, "350000000000"),
    NewDivision(XIANGCHENG, "芗城区", Level.COUNTY, ZHANGZHOU),
    NewDivision(TOWN, "东铺头街道", Level.TOWN, XIANGCHENG),
    NewDivision(VILLAGE, "北门社区", Level.VILLAGE, TOWN, "111"),
    NewDivision(OTHER_TOWN, "西桥街道", Level.TOWN, XIANGCHENG),
    NewDivision(OTHER_VILLAGE, "西桥社区", Level.VILLAGE, OTHER_TOWN, "111"),
    NewDivision(RURAL_COUNTY, "云霄县", Level.COUNTY, ZHANGZHOU),
    NewDivision("350622100000", "云陵镇", Level.TOWN, RURAL_COUNTY),
    NewDivision(RURAL, "下坂村", Level.VILLAGE, "350622100000", "220"),
    NewDivision("500000000000", "重庆市", Level.PROVINCE, None),
    NewDivision("500100000000", "重庆市（市辖区）", Level.CITY, "500000000000"),
    NewDivision(JIULONGPO, "九龙坡区", Level.COUNTY, "500100000000"),
    NewDivision(STREET, "杨家坪街道", Level.TOWN, JIULONGPO),
    NewDivision(COMMUNITY, "西郊社区", Level.VILLAGE, STREET, "111"),
)
ALICE = Actor(11, "艾丽", Role.CLERK, Scope.division(TOWN))
BOB = Actor(12, "鲍勃", Role.CLERK, Scope.division(OTHER_TOWN))
CAROL = Actor(13, "卡萝", Role.SUPERVISOR, Scope.division(ZHANGZHOU))
DAVE = Actor(14, "戴维", Role.SUPERVISOR, Scope.division(ZHANGZHOU))
LEADER = Actor(15, "领导", Role.LEADER, Scope.division(ZHANGZHOU))
RURAL_CLERK = Actor(16, "云霄", Role.CLERK, Scope.division(RURAL_COUNTY))
JIA = Actor(17, "嘉陵", Role.CLERK, Scope.division(JIULONGPO))
LIN = Actor(18, "林森", Role.SUPERVISOR, Scope.division(JIULONGPO))


def lay_ground() -> None:
    """Divisions, and the law of the two cities as it is shipped."""
    places.load_divisions(DIVISIONS, actor=SYSTEM, now=BEGUN)
    for region in ("zhangzhou", "jiulongpo"):
        folder = Path(laoyou.__file__).parent / "regions" / region / "policy"
        files = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.yaml")}
        policies.load_pack(files, actor=SYSTEM, now=BEGUN)


def organisation(
    division: str = VILLAGE, *, kind: OrganisationKind = OrganisationKind.STATION, name: str = "松鹤"
) -> int:
    new = NewOrganisation(kind=kind, name=name, division=division)
    return orgs.register(
        new, standing=Standing.OPERATING, since=date(2020, 1, 1), actor=SYSTEM, now=BEGUN
    )


def site(
    division: str = VILLAGE,
    *,
    tier: NetworkTier | None = None,
    opened: date = date(2020, 1, 1),
    name: str = "松鹤",
    **more: Any,
) -> Whom:
    """A site of an organisation of its own; with a tier a place of the network, else of unknown kind."""
    owner = organisation(division, name=name, **more)
    place: int | None = None
    if tier:
        at = division if tier is NetworkTier.STATION else f"{division[:9]}000"
        address = places.record_addresses([NewAddress(division, "建设路 3 号")], actor=SYSTEM, now=BEGUN)[0]
        place = places.open_places(
            [NewPlace(tier, name, at, opened, address)], actor=SYSTEM, now=BEGUN
        )[0]
    new = NewSite(name, division, opened, address="建设路 3 号", service_place_id=place)
    return Whom(owner, orgs.add_site(owner, new, actor=SYSTEM, now=BEGUN))




def said(**values: Any) -> dict[str, Statement]:
    """Facts as a clerk states them, each with its paper seen."""
    return {name: Statement(value, verified=True) for name, value in values.items()}


def filed(whom: Whom, benefit: str, period: str, *, actor: Actor = ALICE, **values: Any) -> int:
    """A claim with what is stated, still a draft."""
    claim_id = verbs.file(NewClaim(benefit, whom, period), actor=actor, now=NOW)
    if values:
        verbs.state(claim_id, said(**values), actor=actor, now=NOW)
    return claim_id


def submitted(whom: Whom, benefit: str, period: str, *, actor: Actor = ALICE, **values: Any) -> int:
    claim_id = filed(whom, benefit, period, actor=actor, **values)
    verbs.submit(claim_id, actor=actor, now=NOW)
    return claim_id


def approved(claim_id: int, *, actor: Actor = CAROL) -> int:
    """The fen of a claim that is approved as it is seen."""
    seen = reads.current.of_claim(claim_id, TODAY).digest
    return verbs.approve(claim_id, seen=seen, actor=actor, now=NOW)


def fund(payer: str, source: FundSource, division: str, *, actor: Actor = SYSTEM) -> AccountId:
    """An account of a fund, chosen to bear what a payer bears."""
    new = NewAccount(
        Holder.new_fund(), Unit.FEN, division, date(2025, 1, 1), name=f"{division[:6]}{payer}", source=source
    )
    account = books.open_account(new, actor=SYSTEM, now=BEGUN)
    benefits.choose_fund(division, payer, account, actor=actor, now=NOW)
    return account
