"""Claims by the shipped packs, from filing to the lines that payments has."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.ledger.types import FundSource
from laoyou.orgs import verbs as orgs
from laoyou.orgs.types import OrganisationKind, Standing
from laoyou.payments.reads import lines
from laoyou.payments.types import Payee
from laoyou.people import verbs as people
from laoyou.people.types import AbodeGiven, AbodeKind, Source
from laoyou.places.types import NetworkTier
from laoyou.policies import verbs as policies
from laoyou.rules.types import Verdict
from laoyou.subsidies import reads, verbs
from laoyou.subsidies.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    COMMUNITY,
    DAVE,
    JIA,
    JIULONGPO,
    LIN,
    NOW,
    RURAL,
    RURAL_CLERK,
    SYSTEM,
    TODAY,
    VILLAGE,
    XIANGCHENG,
    ZHANGZHOU,
    approved,
    filed,
    fund,
    organisation,
    said,
    site,
    submitted,
)
from laoyou.subsidies.types import CAUSE, ClaimState, Pays, Statement, Whom

pytestmark = pytest.mark.usefixtures("ground")
YUAN = 100
CENTRE, STATION = NetworkTier.TOWN_CENTRE, NetworkTier.STATION


def paid(claim_id: int) -> list[tuple[str, int, int]]:
    """Payer, fund and fen of the lines of a claim."""
    found = lines.of_causes(CAUSE, [claim_id]).get(claim_id, ())
    return [(one.cause.purpose, one.fund, one.amount) for one in found]


class TestOfZhangzhou:
    def test_an_urban_centre_is_paid_a_year_by_its_county_without_a_word_from_the_clerk(self) -> None:
        county = fund("county", FundSource.COUNTY, XIANGCHENG)
        claim_id = submitted(site(tier=CENTRE), "facility_running", "2025")

        assert approved(claim_id) == 20_000 * YUAN

        assert paid(claim_id) == [("county", county, 20_000 * YUAN)]
        assert reads.claims.claim(claim_id).pays is Pays.WAITING

    def test_a_rural_one_gets_the_rural_rate(self) -> None:
        claim_id = submitted(site(RURAL, tier=STATION), "facility_running", "2025", actor=RURAL_CLERK)

        assert approved(claim_id) == 5_000 * YUAN

    def test_one_that_opened_in_july_gets_six_months_of_twelve(self) -> None:
        claim_id = submitted(site(tier=CENTRE, opened=date(2025, 7, 10)), "facility_running", "2025")

        assert approved(claim_id) == 10_000 * YUAN
        assert reads.claims.claim(claim_id).frozen["part"] == "按 6/12 个月折算"

    def test_the_city_bears_half_of_a_village_home_from_its_lottery_money(self) -> None:
        city = fund("lottery_city", FundSource.WELFARE_LOTTERY, ZHANGZHOU)
        county = fund("county", FundSource.COUNTY, XIANGCHENG)
        whom = site()
        claim_id = submitted(
            whom, "mutual_home_construction", "once", kind="mutual_home", accepted_on=date(2026, 1, 5)
        )

        assert approved(claim_id) == 200_000 * YUAN

        assert paid(claim_id) == [
            ("lottery_city", city, 100_000 * YUAN),
            ("county", county, 100_000 * YUAN),
        ]
        (line, _) = lines.of_causes(CAUSE, [claim_id])[claim_id]
        assert line.payee == Payee.organisation(whom.organisation_id)

    def test_an_organisation_that_lands_is_paid_once(self) -> None:
        whom = Whom(organisation(kind=OrganisationKind.SERVICE))
        claim_id = submitted(
            whom, "service_organisation_landing", "once", has_platform=True, served_persons=800
        )

        assert approved(claim_id) == 100_000 * YUAN
        assert reads.claims.claim(claim_id).frozen["demo"]


class TestOfJiulongpo:
    def test_a_centre_that_leads_stations_gets_all_three_parts(self) -> None:
        claim_id = submitted(
            site(COMMUNITY, tier=CENTRE), "facility_running", "2025", actor=JIA, score=92, stations_led=5
        )

        assert approved(claim_id, actor=LIN) == (120_000 + 50_000 + 60_000) * YUAN

    def test_rent_is_paid_as_far_as_the_ceiling(self) -> None:
        claim_id = submitted(
            site(COMMUNITY, tier=STATION),
            "station_rent",
            "2025",
            actor=JIA,
            tenure="rented",
            yearly_rent=126_000 * YUAN,
        )

        assert approved(claim_id, actor=LIN) == 100_000 * YUAN

    def test_a_street_centre_built_by_others_gets_two_and_a_half_million(self) -> None:
        claim_id = submitted(
            site(COMMUNITY, tier=CENTRE),
            "street_centre_construction",
            "once",
            actor=JIA,
            built_by="social",
            accepted_on=date(2026, 2, 1),
        )

        assert approved(claim_id, actor=LIN) == 2_500_000 * YUAN

    def test_a_graduate_is_paid_himself(self) -> None:
        fund("county", FundSource.COUNTY, JIULONGPO)
        person = somebody()
        home = site(COMMUNITY, kind=OrganisationKind.HOME)
        whom = Whom(home.organisation_id, home.site_id, person)
        claim_id = submitted(whom, "graduate_subsidy", "once", actor=JIA, **GRADUATE)

        assert approved(claim_id, actor=LIN) == 10_000 * YUAN

        (line,) = lines.of_causes(CAUSE, [claim_id])[claim_id]
        assert line.payee == Payee.person(person)
        assert reads.claims.claim(claim_id).subject == "李*华 · 松鹤"


GRADUATE: dict[str, Any] = {
    "full_time": True,
    "employed": True,
    "full_time_graduate": True,
    "major": "nursing",
    "education": "bachelor",
    "hired_on": date(2023, 3, 1),
}


def somebody(village: str = COMMUNITY) -> int:
    return people.register(
        name="李小华",
        birth_date=date(1999, 5, 1),
        abodes=[AbodeGiven(AbodeKind.RESIDENCE, village, "")],
        source=Source.TOWN,
        actor=SYSTEM,
        now=NOW,
    )


class TestDeciding:
    def test_what_is_not_known_stays_open_and_names_its_paper(self) -> None:
        claim_id = submitted(site(), "mutual_home_construction", "once", kind="mutual_home")

        with pytest.raises(Conflict, match="竣工验收报告") as refused:
            approved(claim_id)

        assert refused.value.code == "undecided"

    def test_what_does_not_fit_is_not_approved(self) -> None:
        claim_id = submitted(site(kind=OrganisationKind.HOME), "facility_running", "2025")

        with pytest.raises(Conflict) as refused:
            approved(claim_id)

        assert refused.value.code == "not_due"

    def test_a_fact_whose_paper_nobody_saw_is_no_ground(self) -> None:
        claim_id = filed(site(), "facility_running", "2025")
        verbs.state(claim_id, {"kind": Statement("station")}, actor=ALICE, now=NOW)
        verbs.submit(claim_id, actor=ALICE, now=NOW)

        with pytest.raises(Conflict, match="设施类型") as refused:
            approved(claim_id)

        assert refused.value.code == "not_verified"

    def test_who_filed_it_does_not_decide_it(self) -> None:
        claim_id = submitted(site(tier=CENTRE), "facility_running", "2025", actor=CAROL)

        for verb in (lambda: approved(claim_id), lambda: verbs.refuse(claim_id, "不", actor=CAROL, now=NOW)):
            with pytest.raises(Forbidden) as refused:
                verb()
            assert refused.value.code == "same_person"

        assert approved(claim_id, actor=DAVE) == 20_000 * YUAN

    def test_what_has_changed_since_it_was_seen_is_not_approved(self) -> None:
        whom = site(tier=CENTRE)
        claim_id = submitted(whom, "facility_running", "2026")
        seen = reads.current.of_claim(claim_id, TODAY).digest
        standing: dict[str, Any] = {"standing": Standing.SUSPENDED, "since": TODAY}
        orgs.set_standing(whom.organisation_id, **standing, actor=SYSTEM, now=NOW)

        with pytest.raises(Conflict):
            verbs.approve(claim_id, seen=seen, actor=CAROL, now=NOW)

        assert reads.current.of_claim(claim_id, TODAY).verdict is Verdict.NO

    def test_an_approval_keeps_what_it_rests_on(self) -> None:
        whom = site(tier=CENTRE)
        claim_id = submitted(whom, "facility_running", "2026")
        approved(claim_id)
        standing: dict[str, Any] = {"standing": Standing.SUSPENDED, "since": TODAY}
        orgs.set_standing(whom.organisation_id, **standing, actor=SYSTEM, now=NOW)

        kept = reads.claims.claim(claim_id)

        assert {one["name"]: one["value"] for one in kept.frozen_facts}["operating"] is True
        assert [one["verdict"] for one in kept.frozen["clauses"]] == ["符合"] * 3
        assert kept.frozen["version"] == kept.version_id
        assert len(kept.digest) == 64

    def test_without_a_fund_it_is_approved_and_collected_later(self) -> None:
        claim_id = submitted(site(tier=CENTRE), "facility_running", "2025")
        approved(claim_id)
        assert reads.claims.claim(claim_id).pays is Pays.NOT_COLLECTED
        with pytest.raises(Conflict, match="级财政"):
            verbs.collect(claim_id, actor=ALICE, now=NOW)
        fund("county", FundSource.COUNTY, XIANGCHENG)

        assert verbs.collect(claim_id, actor=ALICE, now=NOW) == 1
        assert verbs.collect(claim_id, actor=ALICE, now=NOW) == 0


class TestFiling:
    def test_returned_it_is_put_right_and_handed_in_again(self) -> None:
        claim_id = submitted(site(), "facility_running", "2025")
        verbs.send_back(claim_id, "写明设施类型", actor=CAROL, now=NOW)

        verbs.state(claim_id, said(kind="station"), actor=ALICE, now=NOW)
        verbs.submit(claim_id, actor=ALICE, now=NOW)

        assert approved(claim_id) == 20_000 * YUAN
        assert "写明设施类型" in [one.words for one in reads.claims.steps(claim_id)]

    def test_a_period_is_claimed_once_until_it_is_refused_or_withdrawn(self) -> None:
        whom = site(tier=CENTRE)
        first = submitted(whom, "facility_running", "2025")
        with pytest.raises(Conflict) as refused:
            filed(whom, "facility_running", "2025")
        assert refused.value.code == "subsidies_claim_once_a_site"

        verbs.refuse(first, "材料不实", actor=CAROL, now=NOW)
        again = filed(whom, "facility_running", "2025")
        verbs.withdraw(again, actor=ALICE, now=NOW)

        filed(whom, "facility_running", "2025")
        filed(whom, "facility_running", "2026")

    def test_a_neighbours_site_cannot_be_claimed_for_nor_his_claim_touched(self) -> None:
        whom = site(tier=CENTRE)
        claim_id = filed(whom, "facility_running", "2025")

        for verb in (
            lambda: filed(whom, "facility_running", "2026", actor=BOB),
            lambda: verbs.state(claim_id, {}, actor=BOB, now=NOW),
            lambda: verbs.submit(claim_id, actor=BOB, now=NOW),
            lambda: verbs.withdraw(claim_id, actor=BOB, now=NOW),
            lambda: verbs.collect(claim_id, actor=BOB, now=NOW),
        ):
            with pytest.raises(Forbidden):
                verb()

        assert reads.claims.claim(claim_id).state is ClaimState.DRAFT

    def test_somebody_whom_the_clerk_may_not_see_is_not_claimed_for(self) -> None:
        home = site(COMMUNITY, kind=OrganisationKind.HOME)
        whom = Whom(home.organisation_id, home.site_id, somebody(VILLAGE))

        with pytest.raises(Forbidden) as refused:
            filed(whom, "graduate_subsidy", "once", actor=JIA)

        assert refused.value.code == "person_beyond"

    @pytest.mark.parametrize("period", ["2027", "2026-03", "once", "x", "20255"])
    def test_a_period_of_another_kind_or_to_come_is_refused(self, period: str) -> None:
        with pytest.raises(Invalid) as refused:
            filed(site(tier=CENTRE), "facility_running", period)

        assert refused.value.field == "period"

    def test_a_benefit_for_others_or_of_another_place_is_refused(self) -> None:
        with pytest.raises(Invalid):
            filed(Whom(organisation(kind=OrganisationKind.SERVICE)), "facility_running", "2025")
        with pytest.raises(NotFound):
            filed(site(name="松龄"), "station_rent", "2025")

    @pytest.mark.parametrize("value", [101, -1, "many", True])
    def test_a_value_that_cannot_be_is_refused_by_the_name_of_its_fact(self, value: Any) -> None:
        claim_id = filed(site(), "facility_running", "2025")

        with pytest.raises(Invalid) as refused:
            verbs.state(claim_id, said(score=value), actor=ALICE, now=NOW)

        assert (refused.value.code, refused.value.field) == ("fact_value", "score")


class TestWhoHasNotClaimed:
    def test_sites_that_may_be_entitled_are_listed_until_they_claim(self) -> None:
        sure, unknown = site(tier=CENTRE, name="松鹤"), site(name="未名")
        site(kind=OrganisationKind.HOME, name="养老院")

        found = reads.candidates.unclaimed(ALICE.scope, "facility_running", 2026, TODAY)

        assert [(one.whom.whom, one.decision.verdict) for one in found] == [
            (sure, Verdict.YES),
            (unknown, Verdict.UNDECIDED),
        ]
        filed(sure, "facility_running", "2026")
        left = reads.candidates.unclaimed(ALICE.scope, "facility_running", 2026, TODAY)
        assert [one.whom.whom for one in left] == [unknown]
        assert reads.candidates.unclaimed(BOB.scope, "facility_running", 2026, TODAY) == []

    def test_an_organisation_is_told_what_it_may_claim_and_what_is_missing(self) -> None:
        whom = site()

        found = reads.candidates.of_organisation(whom.organisation_id, TODAY)

        assert {one.decision.law.code for one in found} >= {"facility_running", "mutual_home_construction"}
        assert {fact.name for one in found for fact in one.decision.missing} >= {"kind"}


def excluding(code: str, other: str) -> str:
    return f"""\
benefit: {code}
name: 项目{code[-1]}
summary: 示例。
subject: facility
issuer: {{division: 350600000000, name: 漳州市人民政府办公室}}
territory: {{division: 350600000000, name: 漳州市}}
law: {{title: 示例办法, date: 2024}}
in_force: {{from: 2024-01-01}}
clauses:
  - {{key: place, says: 在漳州市。, article: 第一条, when: "within(division, '350600000000')"}}
amount: {{per: year, formula: 300 yuan, says: 每年 300 元。, article: 第二条}}
payers:
  - {{fund: city, fixed: 100 yuan, article: 第三条}}
  - {{fund: county, share: 100%, article: 第三条}}
excludes:
  - {{benefit: {other}, keeps: higher, says: 两项不同享。, article: 第四条}}
delivery: cash
start: application
evidence: [备案回执]
"""


def test_of_two_that_exclude_each_other_only_one_is_approved_for_a_period() -> None:
    both = {"a.yaml": excluding("aid_a", "aid_b"), "b.yaml": excluding("aid_b", "aid_a")}
    policies.load_pack(both, actor=SYSTEM, now=NOW)
    whom = site()
    first, second = (submitted(whom, code, "2025") for code in ("aid_a", "aid_b"))
    assert approved(first) == 300 * YUAN

    with pytest.raises(Conflict, match="项目a") as refused:
        approved(second)

    assert refused.value.code == "excluded"
    assert approved(submitted(whom, "aid_b", "2026")) == 300 * YUAN
    told = [(one["payer"], one["fen"]) for one in reads.claims.claim(first).frozen["shares"]]
    assert told == [("city", 10_000), ("county", 20_000)]
