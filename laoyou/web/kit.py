"""Made-up people and figures for the style page. None of them is anybody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from math import cos, radians, sin
from typing import Any

from django import forms

from laoyou.web.types import (
    Acting,
    ActingChoice,
    ChartData,
    Link,
    MapData,
    MapFeature,
    NavItem,
    Series,
    Step,
)

NAV = (
    NavItem("know", "知", "人与地", "#know", current=True),
    NavItem("decide", "定", "政策待遇", "#decide", waiting=38),
    NavItem("deliver", "办", "服务", "#deliver"),
    NavItem("guard", "守", "安全", "#guard", waiting=1),
    NavItem("prove", "验", "账与标", "#prove", waiting=120),
)

ACTING = Acting(
    "尖山区 · 二马路街道",
    "经办员 王敏",
    (ActingChoice("1", "尖山区 · 二马路街道", current=True), ActingChoice("2", "尖山区")),
    switch_url="#act",
    sign_out_url="#out",
)

ELDERS = (
    ("李*华", "女", 83, "新华社区", "ok", "应享", 10_000),
    ("赵*国", "男", 79, "新华社区", "unknown", "尚不能决定", 20_000),
    ("孙*兰", "女", 91, "站前社区", "waiting", "等待复核", 149_850),
    ("周*生", "男", 66, "站前社区", "no", "不符合", 0),
)

# Name, column and half-row in a honeycomb, elders.
VILLAGES = (
    ("新华社区", 0, 0, 412),
    ("站前社区", 1, 1, 655),
    ("向阳社区", 2, 0, 238),
    ("长安社区", 0, 2, 121),
    ("五一社区", 2, 2, 803),
    ("文化社区", 1, 3, 530),
    ("岭西村", 1, -1, None),
)

CENTRE = (131.158, 46.646)
WIDE = 0.0046
TALL = 0.7 * WIDE


def _cell(column: int, half_row: int) -> dict[str, Any]:
    """One hexagon of a honeycomb, so that the style page needs no geography."""
    longitude = CENTRE[0] + 1.5 * WIDE * column
    latitude = CENTRE[1] + TALL * sin(radians(60)) * half_row
    ring = [
        [longitude + WIDE * cos(radians(60 * i)), latitude + TALL * sin(radians(60 * i))] for i in range(7)
    ]
    return {"type": "Polygon", "coordinates": [ring]}


def _village(name: str, column: int, half_row: int, elders: float | None) -> MapFeature:
    note = "" if elders is not None else "还没有数"
    return MapFeature(name, name, _cell(column, half_row), elders, url=f"#{name}", note=note)


def _station(name: str, longitude: float, latitude: float) -> MapFeature:
    return MapFeature(name, name, {"type": "Point", "coordinates": [longitude, latitude]}, note="养老服务站")


class KitForm(forms.Form):
    """One field of each sort."""

    name = forms.CharField(label="姓名", help_text="与证件一致", error_messages={"required": "请填写姓名。"})
    number = forms.CharField(label="证件号码", required=False, max_length=18)
    purpose = forms.ChoiceField(
        label="用途",
        choices=[("", "请选择"), ("visit", "上门探访"), ("check", "核对信息")],
        error_messages={"required": "请选择查看的用途。"},
    )
    born = forms.DateField(label="出生日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    way = forms.ChoiceField(
        label="通知方式",
        required=False,
        widget=forms.RadioSelect,
        choices=[("phone", "打电话"), ("visit", "上门")],
    )
    agreed = forms.BooleanField(label="本人同意接收通知", required=False)
    sheet = forms.FileField(label="名册文件", required=False, help_text="xlsx 或 CSV，2 GB 以内")
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea(attrs={"rows": 3}))


KIT: dict[str, Any] = {
    "nav": NAV,
    "may_search": True,
    "acting": ACTING,
    "elders": ELDERS,
    "crumbs": (Link("双鸭山市", "#"), Link("尖山区", "#"), Link("二马路街道", "#")),
    "tabs": (
        Link("概况", "#", current=True),
        Link("状况", "#", count=12),
        Link("家庭", "#", count=3),
        Link("记录", "#"),
    ),
    "chips": (Link("80 岁以上", "#"), Link("独居", "#")),
    "steps": (
        Step("选文件", "done"),
        Step("对列名", "done", "12 列已对上"),
        Step("核对", "current", "3,200 / 10,000"),
        Step("收下"),
    ),
    "ages": ChartData(
        ("60–69", "70–79", "80–89", "90–99", "100+"),
        (Series("女", (78_400, 47_900, 19_600, 3_150, 21)), Series("男", (76_200, 44_300, 15_100, 2_080, 9))),
        unit="人",
        of="年龄",
    ),
    "visits": ChartData(
        ("6月", "7月", "8月", "9月", "10月", "11月"),
        (Series("已上门", (310, 342, 365, 358, 402, 391)), Series("逾期", (41, 36, 30, 33, 18, None))),
        unit="次",
        of="月份",
    ),
    "map": MapData(
        (*(_village(*one) for one in VILLAGES), _station("二马路服务站", 131.1626, 46.6462)),
        measure="老人",
        unit="人",
    ),
    "born": date(1943, 5, 12),
    "since": date(2024, 7, 1),
    "seen": datetime(2026, 3, 18, 1, 30, tzinfo=UTC),
    "row_words": "第 1–50 人，共 1,204 人",
}
