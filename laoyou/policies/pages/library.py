"""The policy library: published law for everybody, without signing in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from laoyou.access import rules
from laoyou.access.types import Place
from laoyou.acts.requests import OpenRequest
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Invalid, NotFound
from laoyou.policies import reads
from laoyou.policies.pages.showing import Shown, day_of, shown
from laoyou.policies.types import (
    ITEM_TYPE_LABELS,
    NATIONAL,
    SUBJECT_LABELS,
    Benefit,
    Catalogue,
    Document,
    DocumentKind,
    Subject,
    VersionState,
)
from laoyou.web.doors import open_to_all
from laoyou.web.types import Link

FRAMES = {True: "web/base.html", False: "web/public.html"}
FUNDS = "funds"


@dataclass(frozen=True, slots=True)
class Entry:
    """A document on the shelf. `note` says why it does not count on the day: not yet, or no more."""

    shown: Shown
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The documents for one kind of subject."""

    title: str
    entries: tuple[Entry, ...]


@open_to_all
@require_GET
def library(request: OpenRequest) -> HttpResponse:
    """Every published document, by whom it is for; of the day that is asked for."""
    day = _day(request)
    found = reads.library(NATIONAL, day)
    documents = _by_code(found)
    entries = [
        _entry(one, day, documents) for one in found if one.document.kind is not DocumentKind.CATALOGUE
    ]
    chosen = request.GET.get("for", "")
    page = {
        **_frame(request),
        "day": day,
        "is_today": day == local_date(request.now),
        "tabs": _tabs(entries, chosen, request),
        "shelves": [shelf for key, shelf in _shelves(entries) if chosen in ("", key)],
        "chosen": chosen,
        "catalogues": [one for one in found if one.document.kind is DocumentKind.CATALOGUE],
        "may_draft": request.actor is not None and rules.may(request.actor, "policies.see_drafts"),
    }
    return render(request, "policies/library.html", page)


@open_to_all
@require_GET
def policy(request: OpenRequest, territory: str, code: str) -> HttpResponse:
    """One document: for whom, how much, who pays, what excludes what, and every version there was."""
    versions = _history(code, territory)
    today = local_date(request.now)
    current = _asked(request, versions) or _of_today(versions, today)
    day = day_of(current.in_force, today)
    page = {
        **_frame(request),
        "version": current,
        "shown": shown(current.document, day, _by_code(reads.library(territory, day))),
        "day": day,
        "state": _state(current, today),
        "versions": [_row(one, versions, current.id, today) for one in versions],
        "territory": territory,
        "code": code,
        **_may(request, current),
    }
    return render(request, "policies/policy.html", page)


@open_to_all
@require_GET
def difference(request: OpenRequest, territory: str, code: str) -> HttpResponse:
    """What changed between two versions, in words and line by line."""
    versions = {one.id: one for one in _history(code, territory)}
    after = versions.get(_number(request, "after")) or next(iter(versions.values()))
    older = [one for one in versions.values() if one.id != after.id]
    before = versions.get(_number(request, "before")) or (older[0] if older else after)
    page = {
        **_frame(request),
        "before": before,
        "after": after,
        "found": reads.difference(before.document, after.document),
        "versions": list(versions.values()),
        "back": reverse("policies:policy", args=[territory, code]),
        "name": after.document.name,
    }
    return render(request, "policies/difference.html", page)


@open_to_all
@require_GET
def text(request: OpenRequest, version_id: int) -> HttpResponse:
    """The text of a published version, exactly as it was approved; its SM3 can be checked against it."""
    one = reads.version(version_id)
    answer = HttpResponse(one.document.text, content_type="text/plain; charset=utf-8")
    answer.headers["X-SM3"] = one.digest
    return answer


@open_to_all
@require_GET
def catalogue(request: OpenRequest) -> HttpResponse:
    """The list of basic services: what is promised, and by which benefit or service it is kept here."""
    day = _day(request)
    found = reads.library(NATIONAL, day)
    lists = [one for one in found if isinstance(one.document.body, Catalogue)]
    if not lists:
        raise NotFound(_("还没有发布服务清单。"), "catalogue")
    wanted = _number(request, "version")
    chosen = next((one for one in lists if one.id == wanted), lists[-1])
    page = {
        **_frame(request),
        "version": chosen,
        "lists": lists,
        "items": _items(chosen.document, found),
        "history": reads.history(chosen.document.code, chosen.document.territory.division),
        "day": day,
    }
    return render(request, "policies/catalogue.html", page)


def _frame(request: OpenRequest) -> dict[str, Any]:
    return {"frame": FRAMES[request.actor is not None], "signed_in": request.actor is not None}


def _day(request: OpenRequest) -> date:
    asked = request.GET.get("on", "")
    if not asked:
        return local_date(request.now)
    try:
        return date.fromisoformat(asked)
    except ValueError as wrong:
        raise Invalid(_("日期不对，应如 2026-03-02。"), "on") from wrong


def _by_code(found: Iterable[reads.PublishedVersion]) -> dict[str, Document]:
    return {one.document.code: one.document for one in found if one.document.kind is DocumentKind.BENEFIT}


def _entry(one: reads.PublishedVersion, day: date, documents: dict[str, Document]) -> Entry:
    document = one.document
    note = "" if one.in_force.contains(day) else _("%(day)s 起") % {"day": one.in_force.start}
    url = reverse("policies:policy", args=[document.territory.division, document.code])
    return Entry(shown(document, day_of(one.in_force, day), documents), url, note)


def _shelves(entries: list[Entry]) -> list[tuple[str, Shelf]]:
    found = []
    for subject in Subject:
        own = tuple(one for one in entries if _subject(one) is subject)
        if own:
            found.append((subject.value, Shelf(SUBJECT_LABELS[subject], own)))
    rules_of_funds = tuple(one for one in entries if one.shown.rule is not None)
    if rules_of_funds:
        found.append((FUNDS, Shelf(_("资金规则"), rules_of_funds)))
    return found


def _subject(entry: Entry) -> Subject | None:
    body = entry.shown.document.body
    return body.subject if isinstance(body, Benefit) else None


def _tabs(entries: list[Entry], chosen: str, request: OpenRequest) -> tuple[Link, ...]:
    on = f"&on={request.GET['on']}" if request.GET.get("on") else ""
    every = Link(_("全部"), f"?for={on}", current=chosen == "", count=len(entries))
    return (
        every,
        *(
            Link(shelf.title, f"?for={key}{on}", current=chosen == key, count=len(shelf.entries))
            for key, shelf in _shelves(entries)
        ),
    )


def _history(code: str, territory: str) -> tuple[reads.PublishedVersion, ...]:
    versions = reads.history(code, territory)
    if not versions:
        raise NotFound(_("政策库里没有这一项，请从政策库重新进入。"), "policy")
    return versions


def _asked(
    request: OpenRequest, versions: tuple[reads.PublishedVersion, ...]
) -> reads.PublishedVersion | None:
    wanted = _number(request, "version")
    return next((one for one in versions if one.id == wanted), None)


def _of_today(versions: tuple[reads.PublishedVersion, ...], today: date) -> reads.PublishedVersion:
    """The version that is law today; else the next; else the last there was."""
    living = [one for one in versions if one.until is None]
    now = [one for one in living if one.in_force.contains(today)]
    ahead = [one for one in living if one.in_force.start and one.in_force.start > today]
    return (now or ahead[::-1] or living or list(versions))[0]


def _number(request: OpenRequest, name: str) -> int:
    word = request.GET.get(name, "")
    return int(word) if word.isascii() and word.isdigit() and len(word) < 18 else 0


def _state(one: reads.PublishedVersion, today: date) -> tuple[str, str]:
    """In a word and a sign, whether a version counts today."""
    if one.state is VersionState.WITHDRAWN:
        return "no", _("已撤销")
    if one.until is not None:
        return "unknown", _("已被新版取代")
    if one.in_force.contains(today):
        return "ok", _("现行有效")
    ahead = one.in_force.start is not None and one.in_force.start > today
    return ("waiting", _("尚未生效")) if ahead else ("unknown", _("已经到期"))


def _row(
    one: reads.PublishedVersion, versions: tuple[reads.PublishedVersion, ...], current: int, today: date
) -> dict[str, Any]:
    older = [other for other in versions if _order(other) < _order(one)]
    sign, word = _state(one, today)
    return {
        "one": one,
        "sign": sign,
        "word": word,
        "current": one.id == current,
        "who": _("随系统装入") if one.file else _("%(name)s批准") % {"name": one.approved_name},
        "before": next((other for other in older if other.digest != one.digest), None),
    }


def _order(one: reads.PublishedVersion) -> tuple[datetime, date, int]:
    """Versions in the order in which they came: by publication, of one publication by their days."""
    return one.published_at, one.in_force.start or date.min, one.id


def _may(request: OpenRequest, one: reads.PublishedVersion) -> dict[str, Any]:
    if request.actor is None or one.until is not None:
        return {"may": frozenset()}
    may = rules.acts_for(request.actor, Place((one.document.issuer.division,)))
    return {"may": {act.partition(".")[2] for act in may if act.startswith("policies.")}}


def _items(document: Document, found: tuple[reads.PublishedVersion, ...]) -> list[dict[str, Any]]:
    body = document.body
    if not isinstance(body, Catalogue):
        return []
    here = {one.document.code: one.document for one in found}
    return [
        {
            "item": item,
            "type": ITEM_TYPE_LABELS[item.type],
            "benefits": [_pointed(code, here) for code in item.benefits],
            "services": [reads.services()[code] for code in item.services],
        }
        for item in body.items
    ]


def _pointed(code: str, here: dict[str, Document]) -> Link:
    """A benefit that keeps an item, with its page where it is published."""
    if code in here:
        one = here[code]
        return Link(one.name, reverse("policies:policy", args=[one.territory.division, code]))
    return Link(reads.benefits().get(code, code))
