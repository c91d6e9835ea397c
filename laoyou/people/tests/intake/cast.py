"""Rosters for the tests of intake: small files made by hand, and what becomes of them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import xlsxwriter

from laoyou.access.types import Actor, Role, Scope
from laoyou.people.models import Reject, RowTrace
from laoyou.people.reads import batches
from laoyou.people.tests.cast import COUNTY, NOW, TOWN_A, VILLAGE_A, number_of
from laoyou.people.types import Source
from laoyou.people.verbs import intake
from laoyou.people.verbs.loading import files
from laoyou.people.verbs.loading.engine import Result

SYSTEM = Actor.system("test")
ERIN = Actor(21, "艾琳", Role.DATA_OFFICER, Scope.division(TOWN_A))
FRANK = Actor(22, "弗兰克", Role.DATA_OFFICER, Scope.division(COUNTY))

TOWN = (
    "姓名", "身份证号", "性别", "出生日期", "所属乡镇", "所属村居", "住址", "联系电话", "居住状况",
    "紧急联系人", "关系", "联系人电话", "特殊贡献",
)  # fmt: skip
RESIDENTS = (
    "姓名", "公民身份号码", "性别", "出生日期", "民族", "户籍地区划代码", "户籍地址", "居住地区划代码",
    "居住地址", "户号", "与户主关系", "联系电话",
)  # fmt: skip
DEATHS = ("姓名", "公民身份号码", "死亡日期")
ASSISTANCE = ("姓名", "身份证号", "救助类别", "起始日期", "终止日期", "所属区划代码", "家庭住址", "联系电话")
ABILITY = ("姓名", "身份证号", "评估等级", "评估日期", "评估机构")
BORN = date(1945, 5, 4)

Row = Sequence[str]


def csv_file(headers: Sequence[str], *rows: Row, encoding: str = "utf-8") -> bytes:
    lines = [",".join(cells) for cells in (headers, *rows)]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def xlsx_file(*rows: Sequence[Any], sheet: str = "Sheet1") -> bytes:
    return workbook({sheet: rows})


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Any]]], merges: Sequence[tuple[int, int, int, int, str]] = ()
) -> bytes:
    """A workbook; texts stay texts, dates become date cells. `merges` are of the last sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_numbers": False}) as book:
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for line, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    if isinstance(cell, date):
                        page.write_datetime(line, place, cell, days)
                    elif cell != "":
                        page.write(line, place, cell)
        for top, left, bottom, right, text in merges:
            page.merge_range(top, left, bottom, right, text)
    return out.getvalue()


def elder(name: str = "李小华", number: str | None = None, **cells: str) -> list[str]:
    """A sound row of a town's list; `cells` by header."""
    number = number if number is not None else number_of(BORN)
    given = {
        "姓名": name,
        "身份证号": number,
        "所属乡镇": "二马路街道",
        "所属村居": "新华社区",
        "住址": "新华社区3号楼2单元501室",
        "联系电话": "13812345521",
        "居住状况": "独居",
    } | cells
    return [given.get(header, "") for header in TOWN]


def resident(name: str = "李小华", number: str | None = None, **cells: str) -> list[str]:
    """A sound row of the police."""
    given = {
        "姓名": name,
        "公民身份号码": number if number is not None else number_of(BORN),
        "民族": "汉族",
        "户籍地区划代码": VILLAGE_A,
        "户籍地址": "新华社区1号",
        "居住地区划代码": VILLAGE_A,
        "居住地址": "新华社区1号",
    } | cells
    return [given.get(header, "") for header in RESIDENTS]


def assisted(
    name: str, number: str, kind: str = "城市低保", since: str = "2020-01-01", until: str = ""
) -> list[str]:
    return [name, number, kind, since, until, VILLAGE_A, "", ""]


def uploaded(
    content: bytes,
    source: Source = Source.TOWN,
    *,
    name: str = "名册.csv",
    actor: Actor = SYSTEM,
    now: datetime = NOW,
    **more: Any,
) -> int:
    stored = files.store([content], name, uuid4())
    return intake.upload_batch(stored, source=source, actor=actor, now=now, **more)


def taken_in(content: bytes, source: Source = Source.TOWN, **more: Any) -> tuple[int, Result]:
    """The file in the register: its batch and what became of the rows."""
    actor, now = more.get("actor", SYSTEM), more.get("now", NOW)
    batch_id = uploaded(content, source, **more)
    intake.start_batch(batch_id, filed=False, actor=actor, now=now)
    return batch_id, intake.apply_batch(batch_id, actor=actor, now=now)


def town(*rows: Row, **more: Any) -> tuple[int, Result]:
    return taken_in(csv_file(TOWN, *rows), Source.TOWN, **more)


def police(*rows: Row, **more: Any) -> tuple[int, Result]:
    return taken_in(csv_file(RESIDENTS, *rows), Source.POLICE, **more)


def outcomes(batch_id: int) -> dict[int, str]:
    """Row number to outcome."""
    return dict(
        RowTrace.objects.filter(batch_id=batch_id).order_by("row_no").values_list("row_no", "outcome")
    )


def reasons(batch_id: int) -> dict[int, list[str]]:
    """Row number to codes, remarks included."""
    rows = Reject.objects.filter(batch_id=batch_id).order_by("row_no")
    return {row.row_no: list(row.reasons) for row in rows}


def person_of(batch_id: int, row_no: int) -> int:
    found = (
        RowTrace.objects.filter(batch_id=batch_id, row_no=row_no)
        .order_by("row_no")
        .values_list("person_id", flat=True)
    )
    person_id = found.first()
    assert person_id is not None, batches.batch(batch_id)
    return int(person_id)
