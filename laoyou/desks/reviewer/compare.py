"""Two rows of the register side by side: where they agree, where they do not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from laoyou.desks.caseworker import tags, territory
from laoyou.kernel.documents import LABELS as DOCUMENT_LABELS
from laoyou.kernel.masking import mask_name
from laoyou.kernel.sex import LABELS as SEX_LABELS
from laoyou.people.reads import facts, persons
from laoyou.people.reads.merges import MergeRecord, SuspectPair
from laoyou.people.reads.persons import PersonRecord
from laoyou.people.types import SOURCE_LABELS, MergeState

STATE_COLOURS = {
    MergeState.PROPOSED: "waiting",
    MergeState.APPROVED: "ok",
    MergeState.REFUSED: "no",
    MergeState.UNDONE: "unknown",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that both rows say, or only one; `verdict` is 相同, 不同 or nothing to compare."""

    label: str
    first: str
    second: str
    verdict: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Suspects:
    """A pair that may be one person."""

    names: tuple[str, str]
    urls: tuple[str, str]
    percent: int
    grounds: str
    propose_url: str


def names(one: MergeRecord) -> tuple[str, str]:
    return mask_name(one.kept_name), mask_name(one.gone_name)


def suspects(pairs: Sequence[SuspectPair]) -> list[Suspects]:
    """Pairs as the list shows them: two queries more, however many."""
    found = persons.names({person_id for pair in pairs for person_id in (pair.first, pair.second)})
    return [
        Suspects(
            names=(mask_name(found[pair.first].name), mask_name(found[pair.second].name)),
            urls=(reverse("person", args=[pair.first]), reverse("person", args=[pair.second])),
            percent=round(pair.likeness.score * 100),
            grounds=pair.likeness.sentence(),
            propose_url=f"{reverse('merge_propose')}?kept={pair.first}&gone={pair.second}",
        )
        for pair in pairs
    ]


def side_by_side(pair: tuple[int, int], on: date) -> list[Row]:
    """Everything by which a reviewer decides, masked; verdicts are of the values in full."""
    found = persons.persons(pair)
    first, second = (found[one] for one in found)
    names_of_places = territory.said({first.home_division, second.home_division}, full=True)
    return [
        Row("编号", str(first.id), str(second.id)),
        _row("姓名", first.name, second.name, mask_name),
        _row("性别", SEX_LABELS[first.sex], SEX_LABELS[second.sex]),
        _row("出生日期", _day(first.birth_date), _day(second.birth_date)),
        _row("死亡日期", _day(first.death_date), _day(second.death_date)),
        _row(
            "居住地",
            names_of_places.get(first.home_division, ""),
            names_of_places.get(second.home_division, ""),
        ),
        _row("证件", _papers(first), _papers(second)),
        _row("电话", _phones(first), _phones(second)),
        Row("其他写法", _other_names(first), _other_names(second)),
        Row("身份状况", *(_status(one, on) for one in (first, second))),
        Row(
            "最早来源",
            *(f"{SOURCE_LABELS[one.source]} {one.recorded_at:%Y-%m-%d}" for one in (first, second)),
        ),
    ]


def _row(label: str, first: str, second: str, shown: Callable[[str], str] = str) -> Row:
    if not first or not second:
        return Row(label, shown(first), shown(second))
    same = first == second
    return Row(label, shown(first), shown(second), "相同" if same else "不同", "ok" if same else "waiting")


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _papers(one: PersonRecord) -> str:
    return "、".join(f"{DOCUMENT_LABELS[paper.kind]} {paper.number}" for paper in one.documents)


def _phones(one: PersonRecord) -> str:
    return "、".join(phone.number for phone in one.phones)


def _other_names(one: PersonRecord) -> str:
    return "、".join(mask_name(other.name) for other in one.other_names)


def _status(one: PersonRecord, on: date) -> str:
    return "、".join(tag.label for tag in tags.tags(facts.standing([one.id], on)[one.id]))
