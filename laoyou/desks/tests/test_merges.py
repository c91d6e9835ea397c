"""Duplicates: suspected, compared side by side, proposed by one, decided by another, undone."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from laoyou.access.types import Scope
from laoyou.audit.types import Outcome
from laoyou.desks.tests.cast import BORN, SECRETS, li_xiaohua, read, send, trail, words
from laoyou.kernel.ids import PersonId
from laoyou.people.reads import merges, persons
from laoyou.people.tests.cast import COUNTY, VILLAGE_A, VILLAGE_B, card, number_of, somebody
from laoyou.people.types import MergeState

pytestmark = pytest.mark.django_db
Pair = tuple[PersonId, PersonId]


@pytest.fixture
def twins(ground: None) -> Pair:
    """Two rows that are one woman."""
    return li_xiaohua(), somebody("李小华", VILLAGE_A, document=None, birth_date=BORN, phones=["13812345521"])


def proposed(desk: Client, twins: Pair) -> int:
    send(desk, "merge_propose", kept=twins[0], gone=twins[1])
    (merge,) = merges.waiting(Scope.division(COUNTY))
    return merge.id


def test_suspects_are_listed_masked_with_their_grounds(alice: Client, twins: Pair) -> None:
    html = read(alice, "merges")

    assert "李*华" in html
    assert "姓名相同；出生日期相同；同村（社区）；电话相同" in html
    assert f"{reverse('merge_propose')}?kept={twins[0]}&amp;gone={twins[1]}" in html
    assert not [secret for secret in SECRETS if secret in html]


def test_a_neighbour_town_has_its_own_suspects_only(bob: Client, twins: Pair) -> None:
    assert "李*华" not in read(bob, "merges")
    read(bob, "merge_propose", kept=twins[0], gone=twins[1], status=403)
    assert [entry.outcome for entry in trail("people.propose_merge")] == [Outcome.REFUSED]


def test_two_rows_are_compared_by_their_full_values_and_shown_masked(alice: Client, twins: Pair) -> None:
    html = read(alice, "merge_propose", kept=twins[0], gone=twins[1])

    assert "相同" in html
    assert "不同" in html
    assert "230502********" in html
    assert f"?kept={twins[1]}&amp;gone={twins[0]}" in html
    assert not [secret for secret in SECRETS if secret in html]


def test_proposing_approving_and_undoing_by_two_people(alice: Client, carol: Client, twins: Pair) -> None:
    merge = proposed(alice, twins)
    assert "待审核" in read(carol, "merge", merge)

    approved = send(carol, "merge_decide", merge, "approve")
    assert "已合并。" in words(approved)
    assert persons.person(twins[1]).id == twins[0]
    assert reverse("person", args=[twins[0]]) in words(approved)

    undone = send(carol, "merge_decide", merge, "undo")
    assert "已撤销合并" in words(undone)
    assert persons.person(twins[1]).id == twins[1]


def test_a_refused_pair_is_suspected_no_more(alice: Client, carol: Client, twins: Pair) -> None:
    merge = proposed(alice, twins)

    send(carol, "merge_decide", merge, "refuse")

    assert merges.merge(merge).state is MergeState.REFUSED
    assert "没有疑似重复的人" in read(carol, "merges")


def test_nobody_approves_his_own_proposal(carol: Client, twins: Pair) -> None:
    merge = proposed(carol, twins)

    answer = send(carol, "merge_decide", merge, "approve")

    assert answer.status_code == 422
    assert "不能自己提出自己审核" in words(answer)
    assert merges.merge(merge).state is MergeState.PROPOSED


def test_a_clerk_sees_the_proposal_but_has_no_buttons(alice: Client, twins: Pair) -> None:
    merge = proposed(alice, twins)

    assert "审核合并" not in read(alice, "merge", merge)
    assert alice.post(reverse("merge_decide", args=[merge, "approve"])).status_code == 403


def test_a_second_proposal_is_refused_in_words(alice: Client, carol: Client, twins: Pair) -> None:
    proposed(alice, twins)

    answer = send(carol, "merge_propose", kept=twins[0], gone=twins[1])

    assert answer.status_code == 422
    assert "已有待审核的合并" in words(answer)


def test_two_people_of_one_name_are_not_proposed_as_one(alice: Client, twins: Pair) -> None:
    other = somebody("李小华", VILLAGE_A, document=card(number_of(date(1950, 1, 1))))

    answer = send(alice, "merge_propose", kept=twins[0], gone=other)

    assert answer.status_code == 422
    assert "要并入的证件号码中的出生日期 1950-01-01" in words(answer)


def test_one_row_with_itself_is_no_merge(alice: Client, twins: Pair) -> None:
    answer = send(alice, "merge_propose", kept=twins[0], gone=twins[0])

    assert "请选择两份不同的档案" in words(answer)


def test_the_first_step_asks_for_two_numbers(alice: Client, twins: Pair) -> None:
    html = read(alice, "merge_propose", kept=twins[0])

    assert f'value="{twins[0]}"' in html
    assert "field-error" not in html


def test_a_row_of_another_town_is_not_merged_by_a_clerk(alice: Client, twins: Pair) -> None:
    theirs = somebody("李小华", VILLAGE_B, document=None, birth_date=BORN)

    read(alice, "merge_propose", kept=twins[0], gone=theirs, status=403)


def test_the_story_of_a_merge_names_who_did_what(alice: Client, carol: Client, twins: Pair) -> None:
    merge = proposed(alice, twins)
    send(carol, "merge_decide", merge, "refuse")

    html = read(carol, "merge", merge)

    assert "alice 的姓名" in html
    assert "驳回合并" in html


def test_a_decision_that_does_not_exist(carol: Client, twins: Pair) -> None:
    assert carol.post(reverse("merge_decide", args=[1, "explode"])).status_code == 404


def test_many_suspects_cost_no_more_queries(alice: Client, twins: Pair) -> None:
    read(alice, "merges")
    with CaptureQueriesContext(connection) as few:
        read(alice, "merges")
    for _ in range(4):
        somebody("李小华", VILLAGE_A, document=None, birth_date=BORN)
    with CaptureQueriesContext(connection) as many:
        read(alice, "merges")

    assert len(many) == len(few)
