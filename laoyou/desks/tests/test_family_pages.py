"""The family's own pages: what he has, why, what came in; health only by the elder's word."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.access.types import Role
from laoyou.accounts.tests.cast import sign_in
from laoyou.accounts.tests.cast import somebody as user
from laoyou.audit.types import Outcome
from laoyou.benefits import verbs as benefits
from laoyou.benefits.tests.world import decided, held_back
from laoyou.desks.family.covered import COVERED
from laoyou.desks.tests.cast import SECRETS, SYSTEM, li_xiaohua, read, say, trail
from laoyou.desks.tests.law import lay_law
from laoyou.family import verbs
from laoyou.family.tests.cast import PASSWORD, Elder, elder, joined
from laoyou.family.types import EndReason, Tie
from laoyou.ledger.tests.cast import filled
from laoyou.notices.tests.cast import written
from laoyou.payments.tests import cast as payments
from laoyou.payments.types import Payee
from laoyou.people import verbs as people
from laoyou.people.tests.cast import COUNTY, NOW, TOWN_A, VILLAGE_A, later, number_of
from laoyou.people.types import FactKind, Source

pytestmark = pytest.mark.django_db
HOME, WHY, PAID = reverse("family_home"), reverse("family_why"), reverse("family_payments")


@pytest.fixture
def li(ground: None) -> Elder:
    number = number_of(date(1943, 5, 12))
    return Elder(li_xiaohua(number), number[-4:])


def signed_in(username: str = "xiumin") -> Client:
    browser = Client()
    assert sign_in(browser, username, PASSWORD).status_code == 302
    return browser


@pytest.fixture
def daughter(li: Elder) -> Client:
    joined(li)
    return signed_in()


def test_after_signing_in_the_family_comes_to_its_own_page(li: Elder) -> None:
    joined(li)
    browser = Client()

    answer = sign_in(browser, "xiumin", PASSWORD)

    assert browser.get(answer["Location"])["Location"] == HOME


def test_the_first_page_says_whose_it_is_and_what_he_has_since_when(li: Elder, daughter: Client) -> None:
    _, proposal = decided(TOWN_A, li.id, NOW)
    benefits.confirm(proposal, actor=SYSTEM, now=NOW)

    page = read(daughter, "family_home")

    assert "李小华" in page
    assert "您是老人的女儿" in page
    assert "元/月" in page.partition("现在享受的")[2].partition("</section>")[0]
    assert "2026-03-01" in page


def test_without_anything_the_page_says_so_kindly(daughter: Client) -> None:
    page = read(daughter, "family_home")

    assert "现在还没有正在享受的待遇" in page
    assert "这里还没有发放记录" in page


def test_what_must_be_asked_for_and_the_missing_papers_are_told(li: Elder, daughter: Client) -> None:
    lay_law()

    page = read(daughter, "family_home")

    assert "可以申请的" in page
    assert "养老服务消费补贴" in page
    assert "补材料：老年人能力评估报告" in page


def test_the_sum_and_every_reason_are_told_in_plain_words(li: Elder, daughter: Client) -> None:
    lay_law()

    page = read(daughter, "family_why")

    assert "3 月，按政策每月可得 20 元" in page
    assert 'data-read="plain"' in page
    assert "记入" in page.partition('id="reasons"')[2]


def test_without_the_elders_word_no_clause_tells_of_health(li: Elder, daughter: Client) -> None:
    lay_law()
    say(li.id, FactKind.ABILITY, "3", source=Source.TOWN)

    page = read(daughter, "family_why")

    assert COVERED in page
    assert "健康情况不显示" in page
    assert '<span class="muted">老年人能力等级</span>' not in page


def test_with_the_elders_word_the_grade_is_told(li: Elder) -> None:
    lay_law()
    say(li.id, FactKind.ABILITY, "3", source=Source.TOWN)
    joined(li, health=True)

    page = read(signed_in(), "family_why")

    assert COVERED not in page
    assert '<span class="muted">老年人能力等级</span>' in page


def test_the_elder_sees_all_of_his_own(li: Elder) -> None:
    lay_law()
    joined(li, "lixiaohua", tie=Tie.SELF, name="")

    page = read(signed_in("lixiaohua"), "family_why")

    assert "这是您自己的" in page
    assert COVERED not in page


def test_payments_are_told_with_what_became_of_them(li: Elder, daughter: Client) -> None:
    money = filled(500_000, TOWN_A, name="二马路街道助餐补贴")
    payments.collected(payments.a_line(Payee.person(li.id), money.id, 10_000))

    page = read(daughter, "family_payments")

    assert "100.00 元" in page
    assert "待发放" in page
    assert "100.00 元" in read(daughter, "family_home")


def test_no_page_of_the_family_shows_number_phone_or_address(li: Elder, daughter: Client) -> None:
    lay_law()
    pages = [read(daughter, name) for name in ("family_home", "family_why", "family_payments")]

    hidden = [one for one in SECRETS if one not in ("李小华", "张秀敏")]
    assert not [one for one in hidden for page in pages if one in page]


def test_father_and_mother_are_chosen_on_the_page(li: Elder) -> None:
    joined(li)
    joined(elder("张国强"), is_known=True)
    browser = signed_in()
    first = read(browser, "family_home")
    grant = first.partition('name="grant" value="')[2].partition('"')[0]

    answer = browser.post(reverse("accounts:act_for"), {"grant": grant, "next": HOME}, follow=True)

    assert "<h1>李小华" in first
    assert "<h1>张国强" in answer.content.decode()
    assert "换到 李小华" in answer.content.decode()


def test_the_daughter_of_a_neighbour_sees_the_neighbour_alone(li: Elder) -> None:
    joined(li)
    joined(elder("孙大山"), "neighbour")

    pages = [read(signed_in("neighbour"), name) for name in ("family_home", "family_why", "family_payments")]

    assert all("孙大山" in page for page in pages)
    assert not [page for page in pages if "李小华" in page]


def test_after_the_end_and_after_the_last_day_nothing_opens(
    li: Elder, monkeypatch: pytest.MonkeyPatch
) -> None:
    access_id, _ = joined(li, until=date(2026, 3, 2))
    browser = signed_in()
    assert browser.get(HOME).status_code == 200

    monkeypatch.setattr("laoyou.kernel.clock.now", lambda: later(1))
    expired = browser.get(HOME)
    monkeypatch.setattr("laoyou.kernel.clock.now", lambda: NOW)
    again = signed_in()
    verbs.end(access_id, EndReason.ELDER, actor=SYSTEM, now=NOW)

    assert expired["Location"].startswith(reverse("accounts:sign_in"))
    assert again.get(WHY)["Location"].startswith(reverse("accounts:sign_in"))


def test_shortly_before_the_end_the_page_says_how_to_go_on(li: Elder) -> None:
    joined(li, until=date(2026, 3, 20))

    assert "您能看到 2026-03-20" in read(signed_in(), "family_home")


def test_after_a_death_the_page_says_until_when(li: Elder, daughter: Client) -> None:
    people.record_death(li.id, on=NOW.date(), source=Source.TOWN, actor=SYSTEM, now=NOW)

    page = read(signed_in(), "family_home")

    assert "老人已去世" in page
    assert "2026-05-31" in page


def test_clerks_have_no_part_in_the_familys_pages(alice: Client, li: Elder) -> None:
    assert [alice.get(url).status_code for url in (HOME, WHY, PAID)] == [403] * 3
    assert trail("family.look")[0].outcome is Outcome.REFUSED


def test_the_persons_page_leads_to_who_may_see(alice: Client, li: Elder) -> None:
    user("lena", Role.LEADER, COUNTY)

    assert reverse("family:person", args=[li.id]) in read(alice, "person", li.id)


def test_a_letter_that_she_has_read_need_not_be_brought(li: Elder) -> None:
    letter_id = written(int(li.id))
    joined(li, health=True)

    answer = signed_in().post(reverse("family_letter_read", args=[letter_id]), follow=True)

    assert "已收到" in answer.content.decode()
    assert "我看过了" not in answer.content.decode()


def test_what_is_held_back_is_said_on_the_first_page(li: Elder, daughter: Client) -> None:
    _, proposal = decided(TOWN_A, li.id, NOW)
    benefits.confirm(proposal, actor=SYSTEM, now=NOW)

    held_back(int(li.id), VILLAGE_A, NOW)

    assert "暂停中" in read(daughter, "family_home")


def test_a_letter_gives_reasons_only_to_who_may_see_health(li: Elder, daughter: Client) -> None:
    written(int(li.id), title="关于调整护理补贴的告知", paragraphs=("重度失能，所以调整。",))
    joined(li, "xiuying", health=True)

    hers, sisters = (read(one, "family_letters") for one in (daughter, signed_in("xiuying")))

    assert "关于调整护理补贴的告知" in hers
    assert "重度失能" not in hers
    assert "想看全文" in hers
    assert "重度失能" in sisters
