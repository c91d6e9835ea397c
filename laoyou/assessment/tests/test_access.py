"""Who may do what with whose assessment: the neighbour owns a row beside it, and gets nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.access import rules
from laoyou.access.types import Role
from laoyou.accounts.tests.cast import signed_in
from laoyou.accounts.tests.cast import somebody as user
from laoyou.assessment import types
from laoyou.assessment.models import Answer, Dispute, Sheet, Signature
from laoyou.assessment.tests.cast import TOWN_A, TOWN_B, Team, begun, concluded, filled, signed
from laoyou.assessment.urls import urlpatterns
from laoyou.kernel.ids import PersonId
from laoyou.people.tests.cast import VILLAGE_A, VILLAGE_B, noted, somebody

GLOSSARY = (Path(__file__).parents[3] / "docs" / "glossary.md").read_text(encoding="utf-8")
OF_A_SHEET = [one.name for one in urlpatterns if "sheet_id" in str(one.pattern)]
OF_A_PERSON = [one.name for one in urlpatterns if "person_id" in str(one.pattern)]


def everything() -> list[list[Any]]:
    return [list(model._base_manager.values_list()) for model in (Sheet, Answer, Signature, Dispute)]


@pytest.mark.parametrize("made", [begun, filled, signed, concluded])
def test_a_neighbour_opens_and_changes_nothing(team: Team, made: Any) -> None:
    hers = made(team, somebody("李小华", VILLAGE_A))
    made(team, somebody("孙大山", VILLAGE_B))
    before, bob = everything(), signed_in(team.neighbour)
    person_id = Sheet.objects.of(pk=hers).get().person_id

    for name in (*OF_A_SHEET, *OF_A_PERSON):
        url = reverse(f"assessment:{name}", args=[hers if name in OF_A_SHEET else person_id])
        for answer in (bob.get(url), bob.post(url, {"reason": "好奇", "purpose": "application"})):
            assert answer.status_code in (403, 405), name
            assert "李" not in re.sub(r"<title>.*?</title>", "", answer.content.decode())

    assert everything() == before


def test_the_trail_names_who_was_refused_whose_assessment(team: Team, li: PersonId) -> None:
    signed_in(team.neighbour).get(reverse("assessment:sheet", args=[begun(team, li)]))

    [entry] = noted("assessment.see")
    assert (entry.outcome, entry.person_id, entry.user_name) == ("refused", li, "neighbour 的姓名")


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR, Role.DATA_OFFICER])
def test_who_only_reads_or_has_other_work_writes_nothing(team: Team, li: PersonId, role: Role) -> None:
    sheet_id = signed(team, li)
    before = everything()
    desk = Client()
    if role is not Role.AUDITOR:
        desk = signed_in(user("other", role, TOWN_A))

    for name in OF_A_SHEET:
        answer = desk.post(reverse(f"assessment:{name}", args=[sheet_id]), {"reason": "好奇"})
        assert answer.status_code in (302, 403, 405), name

    assert everything() == before


def test_a_leader_sees_what_was_found_and_an_assessor_of_elsewhere_does_not(team: Team, li: PersonId) -> None:
    url = reverse("assessment:sheet", args=[concluded(team, li)])

    assert signed_in(user("leader", Role.LEADER, TOWN_A)).get(url).status_code == 200
    assert signed_in(user("elsewhere", Role.ASSESSOR, TOWN_B)).get(url).status_code == 403


def test_assessors_see_people_and_write_only_sheets() -> None:
    theirs = {act for act, rule in rules.registered().items() if Role.ASSESSOR in rule.roles}

    assert {act for act in theirs if act.startswith("people.")} == {"people.see", "people.reveal"}
    assert {act.partition(".")[0] for act in theirs} == {"people", "assessment", "accounts"}
    assert "assessment.revoke" not in theirs
    assert "assessment.dispute" not in theirs


def test_every_labelled_word_of_the_room_has_its_row_in_the_glossary() -> None:
    tables = [table for name, table in vars(types).items() if name.endswith("LABELS")]
    words = [
        (label, f"{type(member).__name__}.{member.name}")
        for table in tables
        for member, label in table.items()
    ]

    assert len(words) > 25
    assert [one for one in words if f"| {one[0]} | `{one[1]}` |" not in GLOSSARY] == []
