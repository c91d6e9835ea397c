"""The report as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from laoyou.assessment.core.strokes import HEIGHT, WIDTH
from laoyou.assessment.pages.showing import GroupShown, Head, SectionShown, SignatureShown
from laoyou.assessment.types import Outcome
from laoyou.kernel.clock import local_date
from laoyou.web.pdf import Drawn, Paper


@dataclass(frozen=True, slots=True)
class Report:
    """What stands on a report, on the page as on paper."""

    head: Head
    title: str
    standard: str
    grade: str
    initial: str
    outcome: Outcome
    facts: tuple[tuple[str, str], ...]
    groups: tuple[GroupShown, ...]
    sections: tuple[SectionShown, ...]
    signatures: tuple[SignatureShown, ...]
    concluded_at: datetime | None
    due_on: date | None
    ends_on: date | None
    note: str
    parameters: tuple[tuple[str, str], ...]
    digest: str

    @property
    def person(self) -> tuple[tuple[str, str], ...]:
        return (
            ("姓名", self.head.name),
            ("性别年龄", self.head.detail),
            ("证件号码", self.head.number or "未登记"),
            ("住所", self.head.home),
        )

    @property
    def concluded_on(self) -> date | None:
        return local_date(self.concluded_at) if self.concluded_at else None

    @property
    def conclusions(self) -> tuple[str, ...]:
        """What follows from the grade, in sentences."""
        said = []
        if self.outcome.grade != self.outcome.initial:
            said.append(f"按得分初步等级为“{self.initial}”，依下列规则变更：")
        said += [f"{number}. {rule}。" for number, rule in enumerate(self.outcome.applied, 1)]
        if self.ends_on:
            said.append(f"本结论有效至 {self.ends_on}，请在到期前重新评估。")
        elif self.due_on:
            said.append(f"没有特殊变化时，请在 {self.due_on} 前再次评估；状态有变化的可以随时申请。")
        return tuple(said)


def drawn(report: Report) -> bytes:
    """The report as PDF. The caller has made sure that fonts are built."""
    number = report.facts[0][1]
    paper = Paper(report.title, f"{report.title} {number}")
    paper.head(report.standard)
    paper.pairs([*report.person, *report.facts])
    _result(paper, report)
    paper.heading("评估明细")
    for group in report.groups:
        rows = [(one.code, one.name, one.says, f"{one.score} / {one.most}") for one in group.items]
        paper.table(
            (group.code, f"{group.name}（{group.total} / {group.most} 分）", "评估情况", "得分"),
            rows,
            (0.09, 0.27, 0.53, 0.11),
        )
    for section in report.sections:
        paper.heading(section.name)
        paper.pairs(section.pairs, columns=1)
    _end(paper, report)
    return paper.bytes()


def _result(paper: Paper, report: Report) -> None:
    paper.heading("评估结论")
    paper.large(report.grade)
    rows = [(one.name, f"{one.total} / {one.most}", one.level_name) for one in report.outcome.dimensions]
    paper.table(("维度", "得分", "分档"), rows, (0.4, 0.3, 0.3))
    for sentence in report.conclusions:
        paper.words(sentence)


def _end(paper: Paper, report: Report) -> None:
    paper.heading("签字")
    paper.drawings(
        [
            Drawn(f"{one.role}：{one.name}", one.note, one.strokes, one.words, WIDTH, HEIGHT)
            for one in report.signatures
        ]
    )
    paper.words(f"结论日期：{report.concluded_on}")
    paper.words(f"{report.note}量表校验码 {report.digest[:16]}。", small=True)
    for about, value in report.parameters:
        paper.words(f"{about}：{value}", small=True)
