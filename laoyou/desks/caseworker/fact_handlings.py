"""Stating, ending, correcting and withdrawing what is true of a person; a death among them."""

from __future__ import annotations

from typing import Any

from django import forms

from laoyou.desks.caseworker import inputs
from laoyou.desks.caseworker.handling import About, Given, Handling
from laoyou.kernel.errors import NotFound
from laoyou.kernel.spans import DateSpan
from laoyou.people import verbs
from laoyou.people.reads import facts
from laoyou.people.reads.facts import Statement
from laoyou.people.reads.persons import PersonRecord
from laoyou.people.types import DISABILITY_GRADES, FACT_KIND_LABELS, VALUES, FactKind

CHOICES = [
    (FACT_KIND_LABELS[kind], [(f"{kind.value}:{value}", label) for value, label in values.items()])
    for kind, values in VALUES.items()
    if kind is not FactKind.DEATH
]
GRADES = [("", "不分等级"), *DISABILITY_GRADES.items()]
REVERSED = "结束日期早于开始日期。"


class Stated(About):
    """A status: what, for which days, according to whom."""

    status = forms.ChoiceField(
        label="身份状况", choices=[("", "请选择"), *CHOICES], error_messages={"required": "请选择身份状况。"}
    )
    grade = forms.ChoiceField(
        label="残疾等级", required=False, choices=GRADES, help_text="只有残疾需要选等级"
    )
    since = inputs.day("从哪天起")
    until = inputs.day("到哪天止", required=False, help_text="还没有终止的不填")
    source = inputs.source()

    def clean(self) -> Given:
        given = super().clean() or {}
        inputs.not_after(self, "since", "until", REVERSED)
        return given


class OnStatement(About):
    """About one statement that is believed today."""

    def prepare(self) -> None:
        self.statement = _statement(self.person, self.row_id)


class Corrected(OnStatement, Stated):
    """What should have been said; the kind and the source stay."""

    source = None  # type: ignore[assignment]

    def prepare(self) -> None:
        super().prepare()
        kind, span = self.statement.kind, self.statement.span
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            (f"{kind.value}:{value}", label) for value, label in VALUES[kind].items()
        ]
        if kind is not FactKind.DISABILITY:
            del self.fields["grade"]
        else:
            self.begin(grade=self.statement.grade)
        self.fields["since"].required = False
        self.begin(status=f"{kind.value}:{self.statement.value}", since=span.start, until=span.end)


class Ended(OnStatement):
    from_day = inputs.day("从哪天起不再符合", help_text="填不再符合的第一天")


class Withdrawn(OnStatement):
    """Nothing to fill in: the reader confirms."""


class Died(About):
    on = inputs.day("死亡日期")
    source = inputs.source()


class Taken(About):
    source = inputs.source()


def _record(person_id: int, *, status: str, grade: str, since: Any, until: Any, **who: Any) -> object:
    kind, _, value = status.partition(":")
    return verbs.record_fact(
        person_id, kind=FactKind(kind), value=value, grade=grade, span=DateSpan(since, until), **who
    )


def _correct(fact_id: int, *, status: str, grade: str = "", since: Any, until: Any, **who: Any) -> None:
    value = status.partition(":")[2]
    verbs.correct_fact(fact_id, value=value, grade=grade, span=DateSpan(since, until), **who)


def _statement(person: PersonRecord, fact_id: int) -> Statement:
    for one in facts.believed([person.id])[person.id]:
        if one.id == fact_id:
            return one
    raise NotFound("没有找到这条记录，可能已被更正。请回到此人的页面查看最新记录。", "no_fact")


HANDLINGS = (
    Handling("fact", "people.record_fact", Stated, _record, "已登记身份状况。"),
    Handling(
        "fact-end",
        "people.end_fact",
        Ended,
        verbs.end_fact,
        "已登记终止，原来的记录保留在变更经过中。",
        on_row=True,
    ),
    Handling(
        "fact-correct",
        "people.correct_fact",
        Corrected,
        _correct,
        "已更正，原来的说法保留在变更经过中。",
        on_row=True,
    ),
    Handling(
        "fact-withdraw",
        "people.withdraw_fact",
        Withdrawn,
        verbs.withdraw_fact,
        "已撤回，原来的说法保留在变更经过中。",
        on_row=True,
        explain="这条记录从来不属实时才撤回；曾经属实、现在不再符合的，请用“终止”。",
        grave=True,
    ),
    Handling(
        "death",
        "people.record_death",
        Died,
        verbs.record_death,
        "已登记死亡。",
        explain="登记后，此人的页面会写明已去世，名单默认不再列出。",
        grave=True,
    ),
    Handling("death-correct", "people.correct_death", Died, verbs.correct_death, "已更正死亡日期。"),
    Handling(
        "death-withdraw",
        "people.withdraw_death",
        Taken,
        verbs.withdraw_death,
        "已撤回死亡登记。",
        explain="只撤回所选来源的登记；其他来源仍称已去世的，仍按已去世处理。",
    ),
)
