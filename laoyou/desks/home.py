"""The first page after signing in: what waits for this reader, and the ways that his role has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from laoyou.access import rules
from laoyou.access.types import ROLE_LABELS, Role
from laoyou.acts.requests import ActingRequest
from laoyou.audit import reads as audit
from laoyou.audit.types import Outcome
from laoyou.desks import waiting
from laoyou.kernel.clock import SHANGHAI, local_date
from laoyou.people.reads import lists as register
from laoyou.people.reads.lists import Filter
from laoyou.people.types import FactKind
from laoyou.places import reads as places

REFUSALS_DAYS = 7
HELLOS = ((5, "夜深了"), (9, "早上好"), (12, "上午好"), (18, "下午好"), (24, "晚上好"))


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the area, and the list behind it."""

    label: str
    value: int
    url: str


@dataclass(frozen=True, slots=True)
class Way:
    """A page that this role uses, in its words."""

    label: str
    words: str
    url: str


WAYS = (
    ("people.see", "人员名单", "按村居和类别查看、导出、打印", "people"),
    ("people.see", "区划与人数", "逐级看到村（社区）", "divisions"),
    ("people.see", "老人分布图", "不用外网地图", "map"),
    ("people.register", "登记人员", "新迁入、漏登的人", "person_register"),
    ("people.upload_batch", "导入名册", "各部门的 Excel 或 CSV", "people:rosters"),
    ("people.propose_merge", "疑似重复", "同名同生日的人，合并或排除", "merges"),
    ("assessment.see", "能力评估", "到期的、有异议的、我的草稿", "assessment:list"),
    ("assessment.screen", "失能自评", "申请长护险评估前先看条件", "assessment:screening"),
    ("benefits.see", "政策找人", "该享、该停、该调整的人", "benefits:list"),
    ("applications.see", "申请与申诉", "登记申请、受理、决定、复核", "applications:list"),
    ("notices.see", "告知书", "写给本人的信，打印、送达、导出", "notices:list"),
    ("benefits.collect", "本月应发", "把确认了的待遇归集、交给发放", "benefits:paying"),
    ("benefits.see", "生存认证", "谁到期了、走访名单、登记见到本人", "benefits:survival"),
    ("benefits.see", "暂停发放", "谁暂停着、为什么、恢复补发", "benefits:suspensions"),
    ("benefits.see_runs", "月度认定", "按政策把每个人判定一遍", "benefits:runs"),
    ("subsidies.see", "机构补贴申报", "设施、组织、从业人员的补贴", "subsidies:list"),
    ("forecasts.simulate", "政策模拟", "改数字、改条件，看谁多谁少、要多少钱", "simulator"),
    ("orgs.see", "机构与站点", "养老、托育、医疗、助餐", "orgs:list"),
    ("policies.see_drafts", "政策库", "现在有哪些待遇，给谁、给多少", "policies:library"),
    ("policies.draft", "起草政策", "起草、提交、批准，留下每一版", "policies:drafts"),
    ("accounts.see_users", "用户管理", "新建用户、授予身份、解除锁定", "accounts:users"),
    ("payments.see", "发放", "批次、银行文件、回执、对账、应收", "payments:list"),
    ("ledger.see", "资金账", "账户、明细账、预算预警", "ledger:accounts"),
    ("ledger.see", "专项资金报告", "福彩公益金 55% 用于养老", "ledger:funds"),
    ("audit.see", "操作记录", "谁、何时、对谁、做了什么", "audit"),
)


@require_GET
def home(request: ActingRequest) -> HttpResponse:
    """To-dos first, then the area in figures, then the ways. Families have pages of their own."""
    actor = request.actor
    if actor.role is Role.FAMILY:
        return redirect("family_home")
    context = {
        "title": places.label(actor.scope),
        "greeting": _greeting(request),
        "todos": waiting.todos(actor, local_date(request.now)),
        "figures": _figures(request) if rules.may(actor, "people.see") else (),
        "refusals": _refusals(request) if rules.may(actor, "audit.see") else None,
        "ways": tuple(
            Way(label, words, reverse(page)) for act, label, words, page in WAYS if rules.may(actor, act)
        ),
    }
    return render(request, "desks/home.html", context)


def _greeting(request: ActingRequest) -> str:
    hour = request.now.astimezone(SHANGHAI).hour
    hello = next(words for until, words in HELLOS if hour < until)
    return f"{request.actor.name}，{hello}。您现在是{ROLE_LABELS[request.actor.role]}。"


def _figures(request: ActingRequest) -> tuple[Figure, ...]:
    scope, today = rules.reach(request.actor, "people.see"), local_date(request.now)
    people = reverse("people")
    counted = register.totals(scope, today)
    asked = (
        ("独居老人", "alone", ((FactKind.LIVING, ("alone",)),)),
        ("低保", "low_income", ((FactKind.LOW_INCOME, ()),)),
        ("特困", "extreme_poverty", ((FactKind.EXTREME_POVERTY, ()),)),
    )
    return (
        Figure("60 岁以上", counted["elders"], f"{people}?group=elders"),
        Figure("80 岁以上", counted["eldest"], f"{people}?group=eldest"),
        Figure("0–3 岁", counted["infants"], f"{people}?group=infants"),
        *(
            Figure(label, register.count(scope, Filter(today, facts=facts)), f"{people}?group={group}")
            for label, group, facts in asked
        ),
    )


def _refusals(request: ActingRequest) -> int:
    """How often somebody was refused in the last days: what an auditor looks at first."""
    since = request.now - timedelta(days=REFUSALS_DAYS)
    asked = audit.Filter(outcome=Outcome.REFUSED.value, since=since)
    return audit.count(rules.reach(request.actor, "audit.see"), asked)
