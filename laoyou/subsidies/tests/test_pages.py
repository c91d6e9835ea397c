"""The pages of subsidies: what each shows to whom, from a new claim to its payment."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.access.types import Actor
from laoyou.benefits.tests.cast import SignedIn
from laoyou.ledger.types import FundSource
from laoyou.orgs.types import OrganisationKind
from laoyou.places.types import NetworkTier
from laoyou.subsidies import reads
from laoyou.subsidies.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    COMMUNITY,
    JIA,
    LEADER,
    TODAY,
    XIANGCHENG,
    approved,
    filed,
    fund,
    site,
    submitted,
)
from laoyou.subsidies.tests.test_claims import GRADUATE, somebody
from laoyou.subsidies.types import ClaimState, Pays

pytestmark = pytest.mark.usefixtures("ground", "subsidies_alone")
CENTRE = NetworkTier.TOWN_CENTRE


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def latest(actor: Actor = CAROL) -> reads.claims.ClaimRecord:
    return reads.claims.claims(actor.scope, reads.claims.Filter()).rows[0]


def page(desk: Client, name: str, *args: object, **query: str) -> Any:
    return desk.get(reverse(f"subsidies:{name}", args=args), query)


def test_a_clerk_chooses_fills_in_sees_the_verdict_and_hands_it_in(signed_in: SignedIn) -> None:
    desk, whom = signed_in(ALICE), site(name="松鹤")
    assert "运营补贴" in words(page(desk, "choose"))
    assert "松鹤" in words(page(desk, "subjects", "facility_running", text="松"))
    assert "松鹤" not in words(page(desk, "subjects", "facility_running", text="柏"))

    address = reverse("subsidies:of_site", args=["facility_running", whom.site_id])
    made = desk.post(address, {"period": "2025"})

    claim_id = latest().id
    assert made.headers["Location"] == reverse("subsidies:claim", args=[claim_id])
    shown = words(page(desk, "claim", claim_id))
    assert "还不能定" in shown
    assert "备案回执或登记证书" in shown
    assert "城乡分类" in shown
    given = {"v_kind": "station", "p_kind": "on", "r_kind": "原件"}
    preview = words(desk.post(reverse("subsidies:preview", args=[claim_id]), given))
    assert "20,000.00 元" in preview
    assert "县（市、区）级财政" in preview
    assert reads.claims.statements(claim_id) == {}

    desk.post(reverse("subsidies:state", args=[claim_id]), {**given, "then": "submit"})

    assert latest().state is ClaimState.SUBMITTED
    assert reads.claims.statements(claim_id)["kind"].remark == "原件"


def test_a_wrong_value_is_said_at_its_input(signed_in: SignedIn) -> None:
    claim_id = filed(site(), "facility_running", "2025")

    answer = signed_in(ALICE).post(reverse("subsidies:state", args=[claim_id]), {"v_score": "200"})

    assert answer.status_code == 422
    assert "绩效评价得分：应在 0 到 100 之间。" in words(answer)


def test_a_supervisor_approves_what_he_sees_and_the_money_is_on_its_way(signed_in: SignedIn) -> None:
    fund("county", FundSource.COUNTY, XIANGCHENG)
    claim_id = submitted(site(tier=CENTRE), "facility_running", "2025")
    desk = signed_in(CAROL)
    (seen,) = re.findall(r'name="seen" value="(\w+)"', words(page(desk, "claim", claim_id)))

    desk.post(reverse("subsidies:act", args=[claim_id, "approve"]), {"seen": seen})

    assert (latest().state, latest().pays, latest().fen) == (ClaimState.APPROVED, Pays.WAITING, 2_000_000)
    assert "待发放" in words(page(desk, "claim", claim_id))
    paper = words(page(desk, "print", claim_id))
    assert "20,000.00 元" in paper
    assert latest().digest in paper


def test_who_filed_it_is_told_to_leave_it_to_another(signed_in: SignedIn) -> None:
    claim_id = submitted(site(tier=CENTRE), "facility_running", "2025", actor=CAROL)

    shown = words(page(signed_in(CAROL), "claim", claim_id))

    assert "要由另一位同事审批" in shown
    assert 'name="seen"' not in shown


def test_returning_and_refusing_want_a_reason(signed_in: SignedIn) -> None:
    claim_id = submitted(site(), "facility_running", "2025")
    desk = signed_in(CAROL)
    for move in ("return", "refuse"):
        answer = desk.post(reverse("subsidies:act", args=[claim_id, move]), {"reason": " "})
        assert answer.status_code == 422
        assert "请写明理由" in words(answer)

    desk.post(reverse("subsidies:act", args=[claim_id, "return"]), {"reason": "补类型"})
    assert "补类型" in words(page(desk, "claim", claim_id))
    assert latest().state is ClaimState.RETURNED


def test_without_a_fund_the_page_says_whose_and_collects_afterwards(signed_in: SignedIn) -> None:
    claim_id = submitted(site(tier=CENTRE), "facility_running", "2025")
    approved(claim_id)
    desk = signed_in(ALICE)
    assert "还没有指定出资账户" in words(page(desk, "claim", claim_id))
    fund("county", FundSource.COUNTY, XIANGCHENG)

    assert "归集发放" in words(page(desk, "claim", claim_id))
    desk.post(reverse("subsidies:collect", args=[claim_id]))

    assert latest().pays is Pays.WAITING


def test_the_list_is_narrowed_counted_and_exported(signed_in: SignedIn) -> None:
    approved(submitted(site(tier=CENTRE, name="松鹤"), "facility_running", "2025"))
    filed(site(name="松龄"), "mutual_home_construction", "once")
    desk = signed_in(CAROL)

    every = words(page(desk, "list"))
    narrowed = words(page(desk, "list", state="approved", benefit="facility_running", year="2025"))

    assert "松鹤" in every
    assert "松龄" in every
    assert "20,000.00 元" in every
    assert "松鹤" in narrowed
    assert "松龄" not in narrowed
    answer = page(desk, "export", state="approved")
    book = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    told = "".join(book.read(name).decode(errors="replace") for name in book.namelist())
    assert "松鹤" in told
    assert "松龄" not in told


def test_who_has_not_claimed_leads_to_a_claim(signed_in: SignedIn) -> None:
    whom = site(tier=CENTRE, name="松鹤")

    shown = words(page(signed_in(ALICE), "unclaimed", benefit="facility_running", year="2026"))
    of_one = words(page(signed_in(ALICE), "organisation", whom.organisation_id))

    link = reverse("subsidies:of_site", args=["facility_running", whom.site_id])
    assert "松鹤" in shown
    assert link in shown
    assert "其中 1 家" in shown
    assert link in of_one
    assert "农村幸福院建设补助" not in of_one


def test_somebody_who_works_there_is_found_by_name_and_shown_masked(signed_in: SignedIn) -> None:
    home, person = site(COMMUNITY, kind=OrganisationKind.HOME), somebody()
    desk = signed_in(JIA)
    address = reverse("subsidies:workers", args=["graduate_subsidy", home.site_id])

    shown = words(desk.post(address, {"text": "李小华"}))

    link = reverse("subsidies:of_worker", args=["graduate_subsidy", home.site_id, person])
    assert "李*华" in shown
    assert "李小华（" not in shown
    assert link in shown
    desk.post(link, {"period": "once"})
    claim_id = latest(JIA).id
    given = {f"v_{name}": "yes" if value is True else str(value) for name, value in GRADUATE.items()}
    proven = {f"p_{name}": "on" for name in GRADUATE}
    desk.post(reverse("subsidies:state", args=[claim_id]), {**given, **proven, "then": "submit"})
    assert reads.current.of_claim(claim_id, TODAY).fen == 1_000_000


def test_a_neighbour_opens_nothing_and_a_leader_only_reads(signed_in: SignedIn) -> None:
    whom = site(tier=CENTRE, name="松鹤")
    claim_id = submitted(whom, "facility_running", "2025")
    desk = signed_in(BOB)
    for name in ("claim", "print"):
        assert page(desk, name, claim_id).status_code == 403
    for name in ("state", "preview", "collect"):
        assert desk.post(reverse(f"subsidies:{name}", args=[claim_id])).status_code == 403
    assert desk.post(reverse("subsidies:act", args=[claim_id, "withdraw"])).status_code == 403
    assert page(desk, "of_site", "facility_running", whom.site_id).status_code == 403
    assert page(desk, "organisation", whom.organisation_id).status_code == 403
    assert "松鹤" not in words(page(desk, "list")) + words(page(desk, "unclaimed"))

    reader = signed_in(LEADER)
    assert "批准" not in words(page(reader, "claim", claim_id)).split("<aside")[-1]
    assert page(reader, "choose").status_code == 403
    reader.post(reverse("subsidies:act", args=[claim_id, "withdraw"]))
    assert latest().state is ClaimState.SUBMITTED


def test_what_is_not_there_is_not_found(signed_in: SignedIn) -> None:
    desk = signed_in(CAROL)

    assert page(desk, "claim", 10**25).status_code == 404
    assert page(desk, "subjects", "no-such-benefit").status_code == 404
    assert page(desk, "of_whole", "service_organisation_landing", 10**6).status_code == 404


