"""Handing in a bureau's list of organisations on its page."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from laoyou.access.types import Actor, Scope
from laoyou.audit.types import Outcome
from laoyou.orgs import reads, verbs
from laoyou.orgs.pages import rosters
from laoyou.orgs.tests.cast import (
    ADMINISTRATOR,
    ALICE,
    CAROL,
    LEADER,
    NOW,
    OTHER_VILLAGE,
    SYSTEM,
    TODAY,
    VILLAGE,
    SignedIn,
    code,
    known,
    registered,
    trail,
    words,
)
from laoyou.orgs.tests.test_roster_reading import GOOD, as_csv, as_xlsx
from laoyou.orgs.types import Standing

pytestmark = pytest.mark.usefixtures("ground", "orgs_alone")

SINCE = "2026-03-01"


def handed_in(browser: Client, content: bytes, name: str = "名册.xlsx", **more: Any) -> Any:
    asked = {"file": SimpleUploadedFile(name, content), "since": SINCE} | more
    return browser.post(reverse("orgs:upload"), asked)


def names() -> list[str]:
    return [row.name for row in reads.organisations(Scope.everything(), reads.Filter(), TODAY).rows]


def fetched(browser: Client, page: str) -> list[list[Any]]:
    """The spreadsheet of the rows that came back."""
    token = re.search(r'name="faults" value="([^"]+)"', page)
    assert token
    answer = browser.post(reverse("orgs:roster_faults"), {"faults": token[1]})
    return CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer))).get_sheet_by_index(0).to_python()


def test_the_list_of_organisations_leads_to_the_page_and_the_page_says_the_columns(
    signed_in: SignedIn,
) -> None:
    browser = signed_in(ALICE)

    assert reverse("orgs:upload") in words(browser.get(reverse("orgs:list")))
    page = words(browser.get(reverse("orgs:upload")))
    assert "必须有：机构名称、机构类型、区划代码。" in page
    assert 'value="2026-03-02"' in page


@pytest.mark.parametrize("content", [as_csv(GOOD, encoding="gb18030"), as_xlsx(GOOD)])
def test_a_good_list_is_taken_in_and_counted_and_twice_changes_nothing(
    signed_in: SignedIn, content: bytes
) -> None:
    browser = signed_in(ALICE)

    first, second = handed_in(browser, content), handed_in(browser, content)

    assert (first.status_code, second.status_code) == (200, 200)
    assert "新登记 1 家，更新 0 家，没有变化 0 家，退回 0 行。" in words(first)
    assert "新登记 0 家，更新 0 家，没有变化 1 家，退回 0 行。" in words(second)
    assert names() == ["松鹤养老院"]
    assert [entry.count for entry in trail("orgs.load_roster")] == [0, 1]


def test_faulty_rows_come_back_by_line_with_words_and_the_others_are_taken(signed_in: SignedIn) -> None:
    wrong = GOOD | {"机构名称": "=1+1养老院", "统一社会信用代码": code(2), "床位数": "一百"}
    browser = signed_in(ALICE)

    page = words(handed_in(browser, as_csv(GOOD, wrong)))

    assert "新登记 1 家，更新 0 家，没有变化 0 家，退回 1 行。" in page
    assert "“一百”不是，请核对。" in page
    heading, row = fetched(browser, page)
    assert heading[:3] == ["原行号", "退回原因", "机构名称"]
    assert row[0] == 3
    assert "床位数" in row[1]
    assert row[2] == "=1+1养老院"
    assert names() == ["松鹤养老院"]


def test_a_neighbours_row_comes_back_and_is_not_written(signed_in: SignedIn) -> None:
    theirs = GOOD | {"机构名称": "邻居养老院", "区划代码": OTHER_VILLAGE, "统一社会信用代码": code(2)}

    page = words(handed_in(signed_in(ALICE), as_csv(GOOD, theirs)))

    assert "不在您的辖区内" in page
    assert "退回 1 行" in page
    assert names() == ["松鹤养老院"]


def test_a_list_of_neighbours_alone_writes_nothing(signed_in: SignedIn) -> None:
    page = words(handed_in(signed_in(ALICE), as_csv(GOOD | {"区划代码": OTHER_VILLAGE})))

    assert "没有一行能导入" in page
    assert names() == []
    assert trail("orgs.load_roster") == []


def test_a_code_that_a_neighbour_has_comes_back_with_the_row_as_it_was(signed_in: SignedIn) -> None:
    theirs = registered("邻居养老院", OTHER_VILLAGE, credit_code=code())
    browser = signed_in(ALICE)

    page = words(handed_in(browser, as_csv(GOOD)))

    assert "辖区外的机构名下" in page
    assert fetched(browser, page)[1][2:4] == ["松鹤养老院", code()]
    assert known(theirs).name == "邻居养老院"


def test_what_is_closed_is_not_opened_again_by_a_list(signed_in: SignedIn) -> None:
    made = registered(credit_code=code())
    verbs.set_standing(made, standing=Standing.CLOSED, since=TODAY, actor=SYSTEM, now=NOW)

    page = words(handed_in(signed_in(ALICE), as_csv(GOOD)))

    assert "已关停" in page
    assert known(made).sites == ()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "文件不是表格"),
        (b"PK\x03\x04broken", "文件打不开"),
        ("姓名,年龄\n甲,1".encode(), "没有找到表头"),
        (as_csv(), "没有机构"),
    ],
)
def test_a_file_that_is_no_list_is_told_beside_the_field(
    signed_in: SignedIn, content: bytes, sentence: str
) -> None:
    answer = handed_in(signed_in(ALICE), content)

    assert answer.status_code == 422
    assert sentence in words(answer)


def test_a_file_too_large_is_refused_before_it_is_read(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("laoyou.web.handed_in.MOST_BYTES", 10)
    monkeypatch.setattr("laoyou.orgs.reads.read_roster", lambda *_: pytest.fail("read"))

    answer = handed_in(signed_in(ALICE), as_csv(GOOD))

    assert answer.status_code == 422
    assert "超过 50 MB" in words(answer)


def test_no_file_and_no_day_are_asked_for(signed_in: SignedIn) -> None:
    page = words(signed_in(ALICE).post(reverse("orgs:upload"), {"since": ""}))

    assert "请选择文件。" in page
    assert "请选择日期。" in page


@pytest.mark.parametrize("actor", [LEADER, ADMINISTRATOR], ids=["leader", "administrator"])
def test_who_keeps_no_organisations_hands_in_no_list(signed_in: SignedIn, actor: Actor) -> None:
    browser = signed_in(actor)

    for answer in (
        browser.get(reverse("orgs:upload")),
        handed_in(browser, as_csv(GOOD)),
        browser.post(reverse("orgs:roster_faults"), {"faults": "x"}),
    ):
        assert answer.status_code == 403
    assert {entry.outcome for entry in trail("orgs.load_roster")} == {Outcome.REFUSED}
    assert names() == []


def test_many_faults_are_shown_in_part_and_fetched_whole(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rosters, "SHOWN", 2)
    wrong = [GOOD | {"机构类型": f"茶馆{number}"} for number in range(5)]
    browser = signed_in(CAROL)

    page = words(handed_in(browser, as_csv(*wrong)))

    assert "另有 3 行没有列出" in page
    assert "茶馆4" not in page
    assert [row[0] for row in fetched(browser, page)[1:]] == [2, 3, 4, 5, 6]


def test_a_list_of_faults_that_was_not_ours_is_refused(signed_in: SignedIn) -> None:
    forged = signing.dumps((["机构名称"], []), salt="another")

    answer = signed_in(ALICE).post(reverse("orgs:roster_faults"), {"faults": forged})

    assert answer.status_code == 400
    assert "请重新导入名册" in words(answer)


def test_a_row_shorter_than_the_heading_is_filled_up(signed_in: SignedIn) -> None:
    browser = signed_in(ALICE)

    page = words(handed_in(browser, f"机构名称,机构类型,区划代码\n茶馆,茶馆\n甲院,养老院,{VILLAGE}".encode()))

    assert fetched(browser, page)[1][2:] == ["茶馆", "茶馆", ""]
    assert names() == ["甲院"]
