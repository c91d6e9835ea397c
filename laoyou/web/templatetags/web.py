"""Words for templates: money, dates and durations as people say them, and escaped attributes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from laoyou.kernel.money import Money

register = template.Library()

SIGNS = {"ok": "✓", "no": "✕", "unknown": "？", "waiting": "…", "info": "ℹ"}
NEAR_DAYS = 7
NAMED_DAYS = {0: "今天", -1: "昨天", -2: "前天", 1: "明天", 2: "后天"}


@register.filter
def yuan(amount: Money | int | str | None) -> str:
    """Fen as yuan with two places and the unit: `1,234.50 元`; nothing for None or an empty word."""
    if amount is None or isinstance(amount, str):
        return ""
    money = amount if isinstance(amount, Money) else Money(amount)
    return f"{money.yuan} 元"


@register.filter
def sign(kind: str) -> str:
    """The sign that stands beside a colour, so that no verdict is colour alone."""
    return SIGNS.get(kind, "")


@register.filter
def exact(value: date | datetime | None) -> str:
    """The exact day, or minute in local time: `2026-01-02`, `2026-01-02 14:05`."""
    if isinstance(value, datetime):
        return f"{_local(value):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else ""


@register.filter
def iso(value: date | datetime | None) -> str:
    """For the `datetime` attribute of `<time>`."""
    return value.isoformat() if isinstance(value, date) else ""


@register.filter
def said(value: date | datetime | None, now: datetime | None = None) -> str:
    """A day as people say it: 今天, 昨天, 3 天前, else 2026年1月2日; an instant of a near day has its time.

    `now` is the request's instant; without one (or with an empty one) it is read from the clock.
    """
    if not isinstance(value, date):
        return ""
    today = _local(now or timezone.now()).date()
    day = _local(value).date() if isinstance(value, datetime) else value
    words = _day_words(day, today)
    if isinstance(value, datetime) and abs((day - today).days) <= NEAR_DAYS:
        return f"{words} {_local(value):%H:%M}"
    return words


@register.simple_tag(takes_context=True)
def when(context: template.Context, value: date | datetime | None) -> str:
    """`said`, by the instant of the request that is being answered (`request.now`)."""
    return said(value, getattr(context.get("request"), "now", None))


def _day_words(day: date, today: date) -> str:
    ahead = (day - today).days
    if ahead in NAMED_DAYS:
        return NAMED_DAYS[ahead]
    if abs(ahead) <= NEAR_DAYS:
        return f"{-ahead} 天前" if ahead < 0 else f"{ahead} 天后"
    return f"{day.year}年{day.month}月{day.day}日"


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


@register.filter
def lasted(seconds: float | str | None) -> str:
    """A duration in its two largest units: `9 秒`, `7 分 04 秒`, `1 小时 05 分`, `2 天 3 小时`."""
    if seconds is None or isinstance(seconds, str):
        return ""
    whole = int(seconds)
    minutes, rest = divmod(whole, 60)
    if not minutes:
        return f"{rest} 秒"
    hours, minute = divmod(minutes, 60)
    if not hours:
        return f"{minute} 分 {rest:02d} 秒"
    days, hour = divmod(hours, 24)
    return f"{days} 天 {hour} 小时" if days else f"{hours} 小时 {minute:02d} 分"


@register.filter
def thousands(value: float | str | None) -> str:
    """A count with separators, and a dash where it is unknown: `18,204`, `29.5`, `—`."""
    if value is None or isinstance(value, str):
        return "—"
    whole = isinstance(value, float) and value.is_integer()
    return f"{int(value) if whole else value:,}"


@register.filter
def html_attrs(attrs: Mapping[str, object]) -> SafeString:
    """The attributes that a component passes on, each escaped; cotton's own output would not escape them."""
    passed: Mapping[str, object] = getattr(attrs, "attrs_dict", lambda: attrs)()
    parts = [_attr(name, value) for name, value in passed.items() if value is not None and value is not False]
    return mark_safe(" ".join(parts))


def _attr(name: str, value: object) -> str:
    if value is True:
        return str(conditional_escape(name))
    text = value if isinstance(value, SafeString) else str(value)
    quoted = str(conditional_escape(text)).replace('"', "&quot;")
    return f'{conditional_escape(name)}="{quoted}"'
