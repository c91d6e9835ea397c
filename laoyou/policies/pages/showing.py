"""A document as a page shows it: sentences, numbers of a day, and which of them are examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from laoyou.kernel.spans import DateSpan
from laoyou.policies import reads
from laoyou.policies.types import (
    AT_DEATH_LABELS,
    DELIVERY_LABELS,
    KEEPS_LABELS,
    PER_LABELS,
    PRORATION_LABELS,
    START_LABELS,
    SUBJECT_LABELS,
    Benefit,
    Document,
    FundRule,
    Payer,
    Per,
    Start,
)

ROUNDING_WORDS = {"half_up": "四舍五入", "half_even": "四舍六入五成双", "down": "舍去尾数", "up": "进一"}
UNIT_WORDS = {"fen": "分", "ten_fen": "角", "yuan": "元"}


@dataclass(frozen=True, slots=True)
class Condition:
    """A clause: its sentence, its article, the expression that is computed."""

    says: str
    article: str
    when: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Number:
    """A value of a parameter; `counts` on the day that is shown."""

    label: str
    value: str
    since: date
    article: str
    demo: bool
    counts: bool


@dataclass(frozen=True, slots=True)
class Share:
    """Who pays how much of it."""

    label: str
    share: str
    article: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """Another benefit that nobody has together with this one."""

    name: str
    url: str
    keeps: str
    says: str
    article: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A document on a day. `amount` is the sentence of how much, "" for what has none."""

    document: Document
    day: date
    subject: str
    is_demo: bool
    tags: tuple[str, ...]
    conditions: tuple[Condition, ...]
    amount: str
    amount_article: str
    amount_is_demo: bool
    reckoning: tuple[tuple[str, str], ...]
    numbers: tuple[Number, ...]
    shares: tuple[Share, ...]
    beside: tuple[Beside, ...]
    ways: tuple[tuple[str, str], ...]
    evidence: tuple[str, ...]
    rule: FundRule | None


def day_of(in_force: DateSpan, today: date) -> date:
    """The day on which a document is shown: today, or the nearest day on which it is law."""
    if in_force.start is not None and today < in_force.start:
        return in_force.start
    return in_force.end if in_force.end is not None and in_force.end < today else today


def shown(document: Document, day: date, published: Mapping[str, Document]) -> Shown:
    """A document as of a day; `published` are the benefits of the place by code, for names and links."""
    body = document.body
    benefit = body if isinstance(body, Benefit) else None
    amount = benefit.amount if benefit else None
    return Shown(
        document=document,
        day=day,
        subject=SUBJECT_LABELS[benefit.subject] if benefit else "",
        is_demo=reads.is_demo(document, day),
        tags=_tags(benefit) if benefit else (),
        conditions=_conditions(document, benefit, day) if benefit else (),
        amount=reads.said_on(document, amount.says, day) if amount else "",
        amount_article=amount.article if amount else "",
        amount_is_demo=benefit is not None and any(one.demo and one.counts for one in _numbers(benefit, day)),
        reckoning=_reckoning(benefit) if benefit else (),
        numbers=_numbers(benefit, day) if benefit else (),
        shares=tuple(map(_share, benefit.payers)) if benefit else (),
        beside=tuple(_beside(document, benefit, published)) if benefit else (),
        ways=_ways(benefit) if benefit else (),
        evidence=benefit.evidence if benefit else (),
        rule=body if isinstance(body, FundRule) else None,
    )


def _tags(benefit: Benefit) -> tuple[str, ...]:
    words = [DELIVERY_LABELS[benefit.delivery]]
    if benefit.amount and benefit.amount.per is not Per.ONCE:
        words.append(PER_LABELS[benefit.amount.per])
    return (*words, START_LABELS[benefit.start])


def _conditions(document: Document, benefit: Benefit, day: date) -> tuple[Condition, ...]:
    return tuple(
        Condition(reads.said_on(document, one.says, day), one.article, " ".join(one.when.split()), one.demo)
        for one in benefit.clauses
    )


def _reckoning(benefit: Benefit) -> tuple[tuple[str, str], ...]:
    """How the amount is computed, for whoever checks it."""
    amount = benefit.amount
    if amount is None:
        return ()
    rounding = _("每一步都是整分")
    if amount.rounding:
        rounding = f"{ROUNDING_WORDS[amount.rounding]}{_('到')}{UNIT_WORDS[amount.unit]}"
    return (
        (_("算式"), " ".join(amount.formula.split())),
        (_("取整"), rounding),
        (_("折算"), PRORATION_LABELS[amount.proration]),
    )


def _numbers(benefit: Benefit, day: date) -> tuple[Number, ...]:
    """Every value of every parameter, the newest first; the one that counts on the day is marked."""
    return tuple(
        Number(
            timeline.label,
            value.shown,
            value.start,
            value.article,
            value.demo,
            timeline.values[0].start <= day and value == timeline.on(day),
        )
        for timeline in benefit.parameters
        for value in reversed(timeline.values)
    )


def _share(payer: Payer) -> Share:
    return Share(payer.label, reads.share_words(payer), payer.article, payer.demo)


def _beside(document: Document, benefit: Benefit, published: Mapping[str, Document]) -> Iterable[Beside]:
    """What this document says of others, and what others say of it."""
    for one in benefit.excludes:
        name, url = _named(one.benefit, published)
        yield Beside(name, url, KEEPS_LABELS[one.keeps], one.says, one.article)
    own = {one.benefit for one in benefit.excludes}
    for code, other in published.items():
        if code in own or code == document.code or not isinstance(other.body, Benefit):
            continue
        for one in other.body.excludes:
            if one.benefit == document.code:
                name, url = _named(code, published)
                words = _("见《%(name)s》") % {"name": other.name}
                yield Beside(name, url, words, one.says, one.article)


def _named(code: str, published: Mapping[str, Document]) -> tuple[str, str]:
    """The name of a benefit, and its page where it is published here."""
    if code in published:
        one = published[code]
        return one.name, reverse("policies:policy", args=[one.territory.division, code])
    return reads.benefits().get(code, code), ""


def _ways(benefit: Benefit) -> tuple[tuple[str, str], ...]:
    automatic = benefit.start is Start.AUTOMATIC
    found = [
        (
            _("怎样开始"),
            _("不用申请，系统找到人后直接办") if automatic else _("本人、家属申请，或由村（社区）代办"),
        ),
        (_("怎样发"), DELIVERY_LABELS[benefit.delivery]),
    ]
    if benefit.valid_months:
        found.append((_("有效期"), _("%(n)d 个月，过期作废") % {"n": benefit.valid_months}))
    if benefit.survival_check:
        found.append((_("生存认证"), _("每 %(n)d 个月一次") % {"n": benefit.survival_check}))
    if benefit.amount and benefit.amount.per is not Per.ONCE:
        found.append((_("去世后"), AT_DEATH_LABELS[benefit.at_death]))
    return tuple(found)
