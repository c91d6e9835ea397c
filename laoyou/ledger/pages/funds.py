"""The report on funds of a year: in, out, for what, and the share of elder care in the welfare lottery."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from laoyou.access import rules
from laoyou.acts.requests import ActingRequest
from laoyou.kernel.clock import local_date
from laoyou.kernel.money import Money, Rounding
from laoyou.ledger import labels, reads
from laoyou.ledger.pages import frame
from laoyou.ledger.types import (
    FUND_SOURCE_LABELS,
    SHARE_STATE_LABELS,
    USE_LABELS,
    ElderShare,
    FundSource,
    ShareState,
    Use,
)
from laoyou.web.sheets import Column, Kind, Value, workbook_answer
from laoyou.web.types import ChartData, Link, Series

SIGNS = {
    ShareState.NOTHING: "unknown",
    ShareState.OPEN: "waiting",
    ShareState.CROWDED: "no",
    ShareState.KEPT: "ok",
    ShareState.MISSED: "no",
}
YEARS = 5
SOURCES_OF_THE_RULE = (
    (
        "衡水市养老服务体系建设“十四五”规划，强化养老服务业发展资金保障",
        "市、县两级政府自2022年起，将本级留用的福彩公益金的55%以上资金用于支持发展养老服务。",
    ),
    (
        "推进农村养老服务高质量发展实施方案，建立资金分担机制",
        "市、县两级留存使用的福彩公益金55%以上用于支持养老服务发展。",
    ),
)


@dataclass(frozen=True, slots=True)
class ShareLine:
    """How one government stands, in words."""

    share: ElderShare
    home: str
    percent: str
    state: str
    sign: str
    retained: str
    elder: str
    other: str
    missing: str
    room: str


@require_GET
def funds(request: ActingRequest) -> HttpResponse:
    """Funds, uses and the 55 % of a year, for the reader's scope."""
    scope = frame.reach(request, "ledger.see")
    year = _year(request)
    report = reads.fund_report(scope, year, local_date(request.now))
    homes = labels.divisions(
        [one.account.ref.division for one in report.funds] + [one.division for one in report.shares]
    )
    shares = [_share_line(one, homes[one.division]) for one in report.shares]
    page = {
        "tabs": frame.tabs("funds"),
        "year": year,
        "years": _years(request, year),
        "report": report,
        "rows": [_row(one, homes[one.account.ref.division]) for one in report.funds],
        "count": len(report.funds),
        "sums": {name: Money(amount).yuan for name, amount in _sums(report).items()},
        "large": {name: _ten_thousands(amount) for name, amount in _sums(report).items()},
        "shares": shares,
        "rule": reads.ELDER_SHARE_RULE,
        "rule_sources": SOURCES_OF_THE_RULE,
        "chart": _share_chart(shares),
        "uses": _use_chart(report),
        "export_url": _export_url(request),
    }
    return render(request, "ledger/funds.html", page)


@require_GET
def export(request: ActingRequest) -> HttpResponseBase:
    """The funds of the year as a spreadsheet; that it was taken is on the trail."""
    scope = frame.reach(request, "ledger.export")
    year = _year(request)
    report = reads.fund_report(scope, year, local_date(request.now))
    frame.exported(request, count=len(report.funds))
    homes = labels.divisions(one.account.ref.division for one in report.funds)
    name = f"专项资金报告-{year}年-截至{report.until}.xlsx"
    return workbook_answer(name, f"{year}年专项资金", EXPORTED, _cells(report, homes))


def _year(request: ActingRequest) -> int:
    """The year asked for; this one where the word is no year that the report may have."""
    this = local_date(request.now).year
    text = request.GET.get("year", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else this
    return asked if this - YEARS < asked <= this else this


def _years(request: ActingRequest, year: int) -> tuple[Link, ...]:
    this = local_date(request.now).year
    shown = range(this, this - YEARS, -1)
    return tuple(Link(_("%(year)s 年") % {"year": one}, f"?year={one}", one == year) for one in shown)


def _row(one: reads.FundYear, home: str) -> dict[str, Any]:
    return {
        "id": one.account.ref.id,
        "name": one.account.name,
        "source": FUND_SOURCE_LABELS[one.account.source or FundSource.CITY],
        "home": home,
        "opening": Money(one.opening).yuan,
        "received": Money(one.received).yuan,
        "passed_on": Money(one.passed_on + one.settled).yuan,
        "paid": Money(one.paid_in_all).yuan,
        "elder": Money(one.paid.get(Use.ELDER, 0)).yuan,
        "closing": Money(one.closing).yuan,
    }


def _sums(report: reads.FundReport) -> dict[str, int]:
    every = report.funds
    return {
        "opening": sum(one.opening for one in every),
        "received": sum(one.received for one in every),
        "passed_on": sum(one.passed_on + one.settled for one in every),
        "paid": sum(one.paid_in_all for one in every),
        "elder": sum(one.paid.get(Use.ELDER, 0) for one in every),
        "closing": sum(one.closing for one in every),
    }


def _ten_thousands(amount: int) -> str:
    """Fen in 万元, as large sums are said: 1,237.60."""
    return Money.of_ratio(amount, 10_000, Rounding.HALF_UP).yuan


def _share_line(one: ElderShare, home: str) -> ShareLine:
    return ShareLine(
        share=one,
        home=home,
        percent=_percent(one),
        state=SHARE_STATE_LABELS[one.state],
        sign=SIGNS[one.state],
        retained=Money(one.retained).yuan,
        elder=Money(one.elder).yuan,
        other=Money(one.other).yuan,
        missing=Money(one.missing).yuan,
        room=Money(one.room).yuan,
    )


def _percent(one: ElderShare) -> str:
    """With one decimal, cut off: 54.9 never reads as 55."""
    found = one.permille
    return "" if found is None else f"{found // 10}.{found % 10}"


def _share_chart(shares: list[ShareLine]) -> ChartData | None:
    known = [one for one in shares if one.share.permille is not None]
    if not known:
        return None
    values = tuple((one.share.permille or 0) / 10 for one in known)
    needed = tuple(float(reads.ELDER_SHARE_RULE.percent) for _one in known)
    series = (Series(_("用于养老"), values), Series(_("应达到"), needed))
    return ChartData(tuple(one.home for one in known), series, unit="%", of=_("本级政府"))


def _use_chart(report: reads.FundReport) -> ChartData | None:
    paid = report.paid
    if not paid:
        return None
    values = tuple(amount / 100 for amount in paid.values())
    labelled = tuple(USE_LABELS[use] for use in paid)
    return ChartData(labelled, (Series(_("支出"), values),), unit=_("元"), of=_("用途"))


def _export_url(request: ActingRequest) -> str:
    if not rules.may(request.actor, "ledger.export"):
        return ""
    return reverse("ledger:funds_export") + frame.address(request)


EXPORTED = (
    Column("账号", Kind.NUMBER),
    Column("资金", width=30),
    Column("来源", width=14),
    Column("区划", width=30),
    *(Column(f"{label}（元）", Kind.YUAN) for label in ("期初", "拨入", "划转及其他", "支出合计")),
    *(Column(f"其中{label}（元）", Kind.YUAN) for label in USE_LABELS.values()),
    Column("期末（元）", Kind.YUAN),
)


def _cells(report: reads.FundReport, homes: dict[str, str]) -> Iterator[tuple[Value, ...]]:
    for one in report.funds:
        yield (
            one.account.ref.id,
            one.account.name,
            FUND_SOURCE_LABELS[one.account.source or FundSource.CITY],
            homes[one.account.ref.division],
            Money(one.opening),
            Money(one.received),
            Money(one.passed_on + one.settled),
            Money(one.paid_in_all),
            *(Money(one.paid.get(use, 0)) for use in Use),
            Money(one.closing),
        )
