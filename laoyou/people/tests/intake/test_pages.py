"""The pages of rosters: handed in, named, checked, taken in, fetched back; and the rows to look at."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from python_calamine import CalamineWorkbook

from laoyou.access.types import Role, Scope
from laoyou.accounts.tests.cast import signed_in
from laoyou.accounts.tests.cast import somebody as user
from laoyou.audit import reads as audit
from laoyou.kernel import clock
from laoyou.people import tasks
from laoyou.people.models import Batch, Person, Review
from laoyou.people.tests.cast import NOW, TOWN_A, TOWN_B, card, later, number_of, somebody
from laoyou.people.tests.intake.cast import (
    BORN,
    ERIN,
    SYSTEM,
    TOWN,
    csv_file,
    elder,
    outcomes,
    taken_in,
    town,
    uploaded,
)
from laoyou.people.verbs import intake


@pytest.fixture(autouse=True)
def quick(settings: Settings, monkeypatch: pytest.MonkeyPatch, ground: None) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def erin() -> Client:
    """The browser of a data officer of 二马路街道."""
    return signed_in(user("erin", Role.DATA_OFFICER, TOWN_A))


def post(desk: Client, name: str, *ids: object, **fields: Any) -> Any:
    return desk.post(reverse(f"people:{name}", args=ids), fields, follow=True)


def page(desk: Client, name: str, *ids: object) -> str:
    answer = desk.get(reverse(f"people:{name}", args=ids))
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def handed_in(desk: Client, content: bytes, name: str = "名册.csv", source: str = "town") -> Any:
    return post(desk, "upload", source=source, file=SimpleUploadedFile(name, content))


def work_off(name: str = "check_batch") -> None:
    """What the worker does, for the one batch there is."""
    batch = Batch.objects.for_the_system().order_by("-pk").first()
    assert batch is not None
    getattr(tasks, name).func(
        batch_id=batch.pk, user_id=None, actor_name="系统", role="system", scope="everything:"
    )


def test_a_roster_goes_from_upload_to_result_in_the_browser(erin: Client) -> None:
    answer = handed_in(erin, csv_file(TOWN, elder(), elder("")))
    batch_id = Batch.objects.for_the_system().get().pk
    assert "正在预检" in answer.content.decode()

    work_off()
    said = page(erin, "roster", batch_id)
    assert "还没有写入" in said
    assert "没有姓名" in said
    assert "确认导入" in said
    assert Person.objects.for_the_system().count() == 0

    assert "正在导入" in post(erin, "start", batch_id).content.decode()
    work_off("apply_batch")
    said = page(erin, "roster", batch_id)
    assert "导入结果" in said
    assert "下载退回的行" in said
    assert outcomes(batch_id) == {2: "created", 3: "rejected"}
    assert "名册.csv" in page(erin, "rosters")


@pytest.mark.parametrize(
    ("content", "words"), [(b"%PDF-1.7", "PDF 文件"), (b"", "空的"), ("一,二\n".encode(), "没有找到表头")]
)
def test_a_wrong_file_is_refused_on_the_form(content: bytes, words: str, erin: Client) -> None:
    answer = handed_in(erin, content)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Batch.objects.for_the_system().exists()


def test_a_file_too_big_is_refused_before_it_is_read(erin: Client) -> None:
    answer = erin.post(
        reverse("people:upload"),
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(2 * 1024**3),
    )

    assert answer.status_code == 413
    assert "上限" in answer.content.decode()


def test_columns_that_are_not_known_are_asked_for_and_remembered(erin: Client) -> None:
    headers = ("姓名", "证", "村")
    content = csv_file(headers, ["李小华", number_of(BORN), "新华社区"])
    asked = handed_in(erin, content).content.decode()
    batch_id = Batch.objects.for_the_system().get().pk
    assert "还有必填的列没有对上" in asked

    still = post(erin, "columns", batch_id, c0="name", c1="number")
    assert still.status_code == 422
    post(erin, "columns", batch_id, c0="name", c1="number", c2="village_name")
    work_off()

    assert "确认导入" in page(erin, "roster", batch_id)
    assert "还有必填的列没有对上" not in handed_in(erin, content).content.decode()


def test_progress_is_shown_while_it_works_and_then_the_page_is_fetched_anew(erin: Client) -> None:
    handed_in(erin, csv_file(TOWN, elder()))
    batch = Batch.objects.for_the_system().get()
    Batch.objects.of(pk=batch.pk).update(rows_total=1000, rows_done=250, started_at=later(minutes=-3))

    answer = erin.get(reverse("people:progress", args=[batch.pk]))
    assert "250" in answer.content.decode()
    assert "约 9 分钟" in answer.content.decode()

    work_off()
    assert erin.get(reverse("people:progress", args=[batch.pk])).headers["HX-Refresh"] == "true"


def test_a_run_that_was_cut_off_says_that_nothing_was_written(erin: Client) -> None:
    batch_id = uploaded(csv_file(TOWN, elder()), actor=ERIN)
    intake.start_batch(batch_id, filed=False, actor=SYSTEM, now=later(minutes=-10))

    said = page(erin, "roster", batch_id)

    assert "中断，未写入任何数据，可重新导入" in said
    assert "正在导入" in post(erin, "start", batch_id).content.decode()


def test_returned_rows_come_back_as_they_were_and_can_be_handed_in_again(erin: Client) -> None:
    number = number_of(BORN)
    batch_id, _ = town(elder("李小华", number, 所属村居="无此村", 住址="=1+1"), elder("", number_of(BORN)))
    before = audit.count(Scope.everything(), audit.Filter(act="people.download_rejects"))
    Batch.objects.of(pk=batch_id).update(division_id=TOWN_A)

    answer = erin.get(reverse("people:rejects", args=[batch_id]))

    rows = _rows(answer)
    assert rows[0] == [*TOWN, "原行号", "错误原因", "处理办法"]
    assert rows[1][:2] == ["李小华", number]
    assert rows[1][TOWN.index("住址")] == "=1+1"
    assert "居住地查不到" in str(rows[1][-2])
    assert audit.count(Scope.everything(), audit.Filter(act="people.download_rejects")) == before + 1

    rows[1][TOWN.index("所属村居")] = "新华社区"
    again = csv_file([str(cell) for cell in rows[0]], [str(cell) for cell in rows[1]])
    second, _ = taken_in(again)
    assert outcomes(second) == {2: "created"}


def test_cells_of_returned_rows_are_text_and_never_formulas(erin: Client) -> None:
    batch_id, _ = town(elder("", 住址='=HYPERLINK("http://x","y")'))
    Batch.objects.of(pk=batch_id).update(division_id=TOWN_A)

    content = b"".join(erin.get(reverse("people:rejects", args=[batch_id])).streaming_content)  # type: ignore[attr-defined]

    assert b"<f>" not in _sheet(content)


def _rows(answer: Any) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


def _sheet(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml")


def test_a_template_has_the_headers_that_the_upload_knows(erin: Client) -> None:
    rows = _rows(erin.get(reverse("people:template", args=["elders"])))
    content = csv_file([str(cell) for cell in rows[0]], elder())

    assert "正在预检" in handed_in(erin, content).content.decode()


def test_a_neighbour_does_not_see_a_roster_and_the_try_is_logged() -> None:
    batch_id, _ = town(elder())
    Batch.objects.of(pk=batch_id).update(division_id=TOWN_A)
    neighbour = signed_in(user("gina", Role.DATA_OFFICER, TOWN_B))

    for name in ("roster", "progress", "rejects"):
        assert neighbour.get(reverse(f"people:{name}", args=[batch_id])).status_code == 403
    assert audit.count(Scope.everything(), audit.Filter(outcome="refused", act="people.see_batches")) == 2
    assert "名册.csv" not in page(neighbour, "rosters")


def test_a_clerk_may_not_upload() -> None:
    clerk = signed_in(user("alice", Role.CLERK, TOWN_A))

    assert clerk.get(reverse("people:upload")).status_code == 403


def test_rows_to_look_at_are_masked_and_decided_by_a_clerk() -> None:
    known = somebody("李小华", document=card(number_of(BORN)))
    town(elder("李小华", "", 出生日期=BORN.isoformat()))
    clerk = signed_in(user("alice", Role.CLERK, TOWN_A))

    said = page(clerk, "reviews")
    assert "李*华" in said
    assert "李小华" not in said
    assert "13812345521" not in said
    assert "3号楼" not in said

    review = Review.objects.for_the_system().get()
    done = post(clerk, "decide", review.pk, "same").content.decode()

    assert "已按同一人收入" in done
    review.refresh_from_db()
    assert review.decided_person_id == known


def test_what_cannot_be_decided_is_said() -> None:
    number = number_of(BORN)
    somebody("李小华", document=card(number))
    town(elder("王建国", number))
    clerk = signed_in(user("alice", Role.CLERK, TOWN_A))
    review = Review.objects.for_the_system().get()

    assert "不能再新建" in post(clerk, "decide", review.pk, "new").content.decode()
    assert clerk.post(reverse("people:decide", args=[review.pk, "perhaps"])).status_code == 404
