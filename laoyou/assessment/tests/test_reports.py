"""The report: by whom, for which purpose, on paper with the fonts and without."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.accounts.tests.cast import signed_in
from laoyou.assessment.tests.cast import (
    Team,
    concluded,
    middling,
    signed,
)
from laoyou.kernel.ids import PersonId
from laoyou.people.tests.cast import noted
from laoyou.web import pdf


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def clerk(team: Team) -> Client:
    return signed_in(team.clerk)


def at(name: str, *ids: object) -> str:
    return reverse(f"assessment:{name}", args=ids)


def test_a_report_has_the_name_in_full_for_a_purpose_that_is_noted(
    clerk: Client, team: Team, li: PersonId
) -> None:
    sheet_id = concluded(team, li, {**middling(60), "illnesses": ["dementia"], "memory": "1"})

    assert clerk.post(at("report", sheet_id)).status_code == 400
    page = words(clerk.post(at("report", sheet_id), {"purpose": "application", "as": "page"}))

    assert "李小华" in page
    assert "按得分初步为“能力中度受损（中度失能）”" in page
    assert "确诊痴呆" in page
    [entry] = [one for one in noted("assessment.report") if one.outcome == "read"]
    assert (entry.purpose, entry.person_id) == ("application", li)


def test_a_report_as_pdf_embeds_its_font(clerk: Client, team: Team, li: PersonId) -> None:
    if not pdf.has_fonts():
        pytest.skip("the fonts are not built: make frontend")
    medicines = [["钙片", "口服", "1 片", "每日一次"]]
    sheet_id = concluded(team, li, {"medicines": medicines, "religion": "<b>佛教</b> & 其他"})

    answer = clerk.post(at("report", sheet_id), {"purpose": "application", "as": "pdf"})

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert b"NotoSansSC-Regular" in answer.content
    assert len(answer.content) < 300_000


def test_without_fonts_the_page_says_so_and_takes_the_place_of_the_pdf(
    clerk: Client, team: Team, li: PersonId, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(pdf, "FONTS", tmp_path)

    page = words(clerk.post(at("report", concluded(team, li)), {"purpose": "application", "as": "pdf"}))

    assert "还没有打包中文字体" in page
    assert "李小华" in page


def test_there_is_no_report_before_there_is_a_result(clerk: Client, team: Team, li: PersonId) -> None:
    answer = clerk.post(at("report", signed(team, li)), {"purpose": "application"})

    assert answer.status_code == 409
    assert "还没有结论" in words(answer)
