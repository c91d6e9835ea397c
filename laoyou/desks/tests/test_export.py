"""A list that leaves the house: masked unless a purpose is given, safe to open, on the trail."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from laoyou.access.types import Place
from laoyou.audit.types import Outcome
from laoyou.desks.caseworker import exporting
from laoyou.desks.tests.cast import BORN, PHONE, SECRETS, li_xiaohua, read, say, trail
from laoyou.kernel.errors import Invalid
from laoyou.people.reads.in_full import permitted
from laoyou.people.tests.cast import ALICE, NOW, TOWN_B, VILLAGE_A, VILLAGE_B, card, number_of, somebody
from laoyou.people.types import FactKind

pytestmark = pytest.mark.django_db


def take(desk: Client, form: str = "csv", purpose: str = "", **params: Any) -> bytes:
    url = reverse("people_export") + "?" + "&".join(f"{name}={value}" for name, value in params.items())
    answer: Any = desk.post(url, {"form": form, "purpose": purpose})
    assert answer.status_code == 200, answer.content.decode()
    return b"".join(answer.streaming_content)


def test_a_masked_list_gives_nobody_away(alice: Client) -> None:
    say(li_xiaohua(), FactKind.LIVING, "alone")
    somebody("孙大山", VILLAGE_B)

    text = take(alice).decode("utf-8-sig")

    assert "李*华,女,82,尖山区二马路街道新华社区,尖山区二马路街道新兴社区,独居,230502********" in text
    assert "138****5521" in text
    assert "孙" not in text
    assert not [secret for secret in SECRETS if secret in text]


def test_a_full_list_needs_a_purpose_and_is_noted_with_it(alice: Client) -> None:
    number = number_of(BORN)
    li_xiaohua(number)

    text = take(alice, purpose="visit").decode("utf-8-sig")

    assert "李小华,女,82" in text
    assert number in text
    assert PHONE in text
    (entry,) = trail("people.export")
    assert (entry.outcome, entry.purpose, entry.count) == (Outcome.READ, "visit", 1)
    assert (entry.object_kind, entry.object_id) == ("list", "full")


def test_a_masked_export_is_noted_too_with_how_many(alice: Client) -> None:
    for n in range(3):
        somebody(f"王{n}", VILLAGE_A)

    take(alice)

    (entry,) = trail("people.export")
    assert (entry.purpose, entry.count, entry.object_id) == ("", 3, "masked")


def test_an_unknown_purpose_exports_nothing(alice: Client) -> None:
    li_xiaohua()

    answer = alice.post(reverse("people_export"), {"form": "csv", "purpose": "curiosity"})

    assert answer.status_code == 422
    assert trail("people.export") == []
    with pytest.raises(Invalid) as refused:
        permitted(purpose="curiosity", place=Place((VILLAGE_A,)), count=1, actor=ALICE, now=NOW)
    assert refused.value.code == "purpose"


def test_a_name_that_is_a_formula_stays_text(alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    li_xiaohua()
    monkeypatch.setattr(exporting, "mask_name", lambda _: "=HYPERLINK(1)")

    text = take(alice).decode("utf-8-sig")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(take(alice, "xlsx"))).get_sheet_by_index(0)

    assert "'=HYPERLINK(1)" in text
    assert sheet.to_python()[1][0] == "=HYPERLINK(1)"


def test_a_workbook_has_what_the_list_has(alice: Client) -> None:
    li_xiaohua()
    somebody("王小明", VILLAGE_A, document=card(number_of(date(1990, 1, 1))))

    sheet = CalamineWorkbook.from_filelike(
        io.BytesIO(take(alice, "xlsx", group="elders"))
    ).get_sheet_by_index(0)

    head, *rows = sheet.to_python()
    assert head[:3] == ["姓名", "性别", "年龄"]
    assert [row[0] for row in rows] == ["李*华"]


def test_the_form_says_how_many_and_keeps_the_conditions(alice: Client) -> None:
    li_xiaohua()

    html = read(alice, "people_export", group="elders")

    assert "1 人" in html
    assert "60 岁以上老人" in html


def test_an_empty_list_is_not_exported(alice: Client) -> None:
    assert "名单是空的" in read(alice, "people_export")
    assert alice.post(reverse("people_export"), {"form": "csv"}).status_code == 422
    assert trail("people.export") == []


def test_too_many_at_once_are_refused_with_a_way_out(alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST", 1)
    somebody("王一", VILLAGE_A)
    somebody("王二", VILLAGE_A)

    assert "人太多，一次导不完" in read(alice, "people_export")
    assert alice.post(reverse("people_export"), {"form": "csv"}).status_code == 422


def test_a_leader_may_read_the_list_but_not_take_it_along(leader: Client) -> None:
    li_xiaohua()

    assert "导出" not in read(leader, "people").partition("<main")[2]
    read(leader, "people_export", status=403)


def test_a_neighbours_list_cannot_be_taken(alice: Client) -> None:
    read(alice, "people_export", division=TOWN_B, status=403)


def test_many_rows_cost_as_many_queries_as_few(alice: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            take(alice)
        return len(asked)

    for n in range(3):
        somebody(f"王{n}", VILLAGE_A)
    queries()
    few = queries()
    for n in range(30):
        somebody(f"李{n}", VILLAGE_A)

    assert queries() == few
