"""No letter lacks how much, from when, why, what to do if one disagrees, and whom to ask."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.benefits.core import telling
from laoyou.benefits.core.saying import day_said, much
from laoyou.benefits.core.telling import ASK, DEMO, REMEDY, Step
from laoyou.benefits.types import OF_MONEY, Kind, Why
from laoyou.kernel.spans import ONE_DAY
from laoyou.notices.types import KIND_LABELS, LONGEST_PARAGRAPH, LONGEST_TITLE, MOST_PARAGRAPHS
from laoyou.policies.types import Delivery, Per

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
CLAUSES = st.lists(
    st.tuples(st.sampled_from(["年满 80 岁。", "很长的话" * 40]), st.sampled_from(["第二条", ""])),
    max_size=9,
).map(tuple)


@st.composite
def steps(
    draw: st.DrawFn, kinds: tuple[Kind, ...] = tuple(Kind), whys: tuple[Why, ...] = tuple(Why)
) -> Step:
    kind = draw(st.sampled_from(kinds))
    first = draw(DAYS)
    return Step(
        kind=kind,
        why=draw(st.sampled_from(whys)),
        name=draw(st.sampled_from(["高龄津贴", "养老服务补贴"])),
        law="双鸭山市高龄津贴办法",
        from_day=first,
        until_day=draw(st.none() | st.just(first + timedelta(days=90))) if kind not in OF_MONEY else None,
        per=draw(st.sampled_from(Per)),
        amount_fen=draw(st.integers(1, 10**9)),
        was_fen=draw(st.integers(1, 10**9)),
        clauses=draw(CLAUSES),
        delivery=draw(st.sampled_from(Delivery)),
        others=draw(st.lists(st.just("护理补贴"), max_size=2).map(tuple)),
        months=(first.replace(day=1),) if kind in OF_MONEY else (),
        is_demo=draw(st.booleans()),
    )


@given(steps())
def test_no_letter_lacks_amount_date_law_remedy_or_whom_to_ask(step: Step) -> None:
    said = telling.letter(step)
    text = "".join(said.paragraphs)

    amount = step.was_fen if step.kind is Kind.STOP else step.amount_fen
    assert much(amount) in text
    assert day_said(step.from_day) in text
    assert f"《{step.law}》" in text or "余略" in text
    assert said.paragraphs[-2:] == (REMEDY, ASK)
    assert step.name in said.title
    assert (DEMO in text) is step.is_demo
    assert said.kind in KIND_LABELS


@given(steps())
def test_every_letter_can_be_sent(step: Step) -> None:
    said = telling.letter(step)

    assert 0 < len(said.title) <= LONGEST_TITLE
    assert 0 < len(said.paragraphs) <= MOST_PARAGRAPHS
    assert all(0 < len(one) <= LONGEST_PARAGRAPH for one in said.paragraphs)


@given(steps((Kind.STOP, Kind.RECOVER), (Why.DIED,)))
def test_to_the_family_no_letter_speaks_as_if_he_could_read_it(step: Step) -> None:
    said = telling.letter(step)

    assert said.kind == "benefit_ended_by_death"
    assert "您的亲人" in "".join(said.paragraphs)
    assert "您不再符合" not in "".join(said.paragraphs)


def test_a_stop_names_the_last_day_that_is_paid_and_what_it_was() -> None:
    step = Step(
        kind=Kind.STOP,
        why=Why.CLAUSES,
        name="护理补贴",
        law="护理补贴办法",
        from_day=date(2026, 4, 1),
        until_day=None,
        per=Per.MONTH,
        amount_fen=0,
        was_fen=15_000,
        clauses=(("属于低保。", "第二条"),),
    )

    first, why, *_rest = telling.letter(step).paragraphs

    assert first.startswith("您的“护理补贴”（每月 150.00 元）发到 2026 年 3 月 31 日为止，")
    assert first.endswith("从 2026 年 4 月 1 日起停发。")
    assert why == "为什么停发：现在不再符合这样的条件：属于低保（第二条）。依据是《护理补贴办法》。"
    assert step.from_day - ONE_DAY == date(2026, 3, 31)


def test_a_service_is_said_to_be_one() -> None:
    step = Step(
        kind=Kind.START,
        why=Why.ENTITLED,
        name="助餐",
        law="助餐办法",
        from_day=date(2026, 4, 1),
        until_day=None,
        per=Per.MONTH,
        amount_fen=0,
        was_fen=0,
        clauses=(),
    )

    assert "这是服务，不发现金" in telling.letter(step).paragraphs[0]


@pytest.mark.parametrize(
    ("delivery", "said"),
    [
        (Delivery.CASH, "每月 20.00 元，打到您登记的账户。"),
        (Delivery.VOUCHER, "每月 20.00 元的服务券，记在您名下，用来买养老服务，不能取现金。"),
        (Delivery.SERVICE, "每月 20.00 元的服务，钱直接付给服务机构，不发现金。"),
    ],
)
def test_a_letter_says_in_what_form_it_comes(delivery: Delivery, said: str) -> None:
    step = Step(
        kind=Kind.START,
        why=Why.ENTITLED,
        name="服务补贴",
        law="服务补贴办法",
        from_day=date(2026, 4, 1),
        until_day=None,
        per=Per.MONTH,
        amount_fen=2_000,
        was_fen=0,
        clauses=(),
        delivery=delivery,
    )

    assert telling.letter(step).paragraphs[0].endswith(said)


@pytest.mark.parametrize(
    ("kind", "why", "told"),
    [
        (Kind.START, Why.ENTITLED, True),
        (Kind.CHANGE, Why.LAW, False),
        (Kind.STOP, Why.LAW, True),
        (Kind.STOP, Why.MERGED, False),
    ],
)
def test_nothing_is_written_where_nothing_changes_for_the_person(kind: Kind, why: Why, told: bool) -> None:
    assert telling.is_told(kind, why) is told
