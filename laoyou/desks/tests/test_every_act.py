"""Every act of a person's page: done and shown, for who may; closed and logged for everybody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.access import rules
from laoyou.audit.types import Outcome
from laoyou.desks.caseworker.person import HANDLINGS
from laoyou.desks.tests.cast import SECRETS, li_xiaohua, read, trail, words
from laoyou.desks.tests.rows import CASES, filled
from laoyou.kernel.ids import PersonId
from laoyou.people.reads.timeline import timeline
from laoyou.people.tests.cast import VILLAGE_A, VILLAGE_B, somebody

pytestmark = pytest.mark.django_db
EVERY = sorted(HANDLINGS)
ON_ROW = sorted(key for key, one in HANDLINGS.items() if one.on_row)


@pytest.fixture
def li(ground: None) -> PersonId:
    return li_xiaohua()


def address(key: str, person: int, row: int) -> str:
    if row:
        return reverse("handling_row", args=[person, key, row])
    return reverse("handling", args=[person, key])


def test_no_act_is_left_out() -> None:
    assert set(CASES) == set(HANDLINGS)


@pytest.mark.parametrize("key", EVERY)
def test_who_may_fills_in_the_form_and_the_page_shows_it(alice: Client, li: PersonId, key: str) -> None:
    case = CASES[key]
    url = address(key, li, case.lay(li))
    before = read(alice, "person", li)

    form = alice.get(url)
    answer = alice.post(url, filled(key, li), follow=True)

    assert form.status_code == 200
    assert rules.label(HANDLINGS[key].act) in words(form)
    assert plain(words(form), li, key)
    assert answer.redirect_chain == [(reverse("person", args=[li]), 302)]
    assert HANDLINGS[key].done in words(answer)
    after = read(alice, "person", li)
    if case.said:
        assert case.said in after
        assert case.said not in before
    if case.gone:
        assert case.gone in before
        assert case.gone not in after
    (entry,) = [one for one in trail(HANDLINGS[key].act) if one.user_name == "alice 的姓名"]
    assert entry.outcome is Outcome.DONE


@pytest.mark.parametrize("key", EVERY)
def test_nobody_else_gets_the_form_or_writes_and_each_try_is_logged(
    bob: Client, leader: Client, officer: Client, auditor: Client, li: PersonId, key: str
) -> None:
    url = address(key, li, CASES[key].lay(li))
    before = timeline(li)

    for stranger in (bob, leader, officer, auditor):
        for answer in (stranger.get(url), stranger.post(url, filled(key, li))):
            assert answer.status_code == 403
            assert not [secret for secret in (*SECRETS, "李*华") if secret in words(answer)]

    assert timeline(li) == before
    refused = [one for one in trail(HANDLINGS[key].act) if one.outcome is Outcome.REFUSED]
    assert len(refused) == 8
    assert {one.person_id for one in refused} == {li}


@pytest.mark.parametrize("key", ON_ROW)
@pytest.mark.parametrize("home", [VILLAGE_A, VILLAGE_B])
def test_a_row_is_not_reached_through_somebody_else(alice: Client, li: PersonId, key: str, home: str) -> None:
    """Neither through another person of one's own, nor one's own row of a neighbour's person."""
    theirs = somebody("孙大山", home, phones=["13700001234"])
    other, owner = (theirs, li) if home == VILLAGE_A else (li, theirs)
    if home == VILLAGE_B:
        CASES["contact"].lay(theirs)
    row = CASES[key].lay(owner) if owner == li else _row_of_stranger(key, theirs)
    before = timeline(owner)

    url = address(key, other, row)

    assert alice.get(url).status_code == 404
    assert alice.post(url, CASES[key].fields).status_code == 404
    assert timeline(owner) == before


def _row_of_stranger(key: str, theirs: PersonId) -> int:
    if key.startswith("contact"):
        CASES["contact-order"].lay(theirs)
    return CASES[key].lay(theirs)


def plain(html: str, li: PersonId, key: str) -> bool:
    """The form works without scripts, leads back, warns of what is grave, and gives nothing away."""
    main = html.partition("<main")[2]
    return (
        'method="post"' in main
        and "csrfmiddlewaretoken" in main
        and "hx-" not in main
        and f'href="{reverse("person", args=[li])}"' in main
        and ("danger" in main) is HANDLINGS[key].grave
        and HANDLINGS[key].explain in main
        and not [secret for secret in SECRETS if secret in html]
    )


@pytest.mark.parametrize(
    "key", ["fact-end", "fact-correct", "fact-withdraw", "phone-retire", "contact-remove"]
)
def test_the_same_form_sent_twice_is_done_once_and_said_kindly(alice: Client, li: PersonId, key: str) -> None:
    url = address(key, li, CASES[key].lay(li))
    alice.post(url, CASES[key].fields)
    after = timeline(li)

    again = alice.post(url, CASES[key].fields)

    assert again.status_code == 404
    assert "请回到此人的页面" in words(again)
    assert timeline(li) == after
