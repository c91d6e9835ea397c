"""Documents beside each other: spans that overlap, exclusions that go round in circles, names of nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from laoyou.policies.core import tree
from laoyou.policies.core.exclusion import Pair, pair_of
from laoyou.policies.core.governing import governs, key_of
from laoyou.policies.core.reading import meant
from laoyou.policies.core.vocabulary import benefits
from laoyou.policies.types import Benefit, Catalogue, Document, Fault, Mark


@dataclass(frozen=True, slots=True)
class Filed:
    """A document and the file it stands in."""

    file: str
    document: Document


def faults(
    filed: Sequence[Filed], beside: Iterable[Document] = (), names: Iterable[str] = ()
) -> tuple[Fault, ...]:
    """What is wrong between the documents of a pack, and between them and those that stand `beside` them.

    `names` are further codes of benefits that may be named, besides those that every place knows.
    """
    others = [Filed("", document) for document in beside]
    known = {one.document.code for one in (*others, *filed)} | {*names, *benefits()}
    found = [*_overlaps(filed), *_unknown(filed, known)]
    for law in _laws([*others, *filed]):
        found += [*_disagreeing(law), *_circles(law)]
    own = {one.file for one in filed}
    return tuple(sorted({fault for fault in found if fault.file in own}, key=lambda one: (one.file, one)))


def _laws(filed: Sequence[Filed]) -> Iterator[dict[str, Filed]]:
    """What is law together, by code: on every day on which something begins, in every territory that has law
    of its own. Of one benefit the law of the nearest government counts.
    """
    laid = [one for one in filed if isinstance(one.document.body, Benefit)]
    days = {one.document.in_force.start for one in laid if one.document.in_force.start}
    for territory in sorted({one.document.territory.division for one in laid}):
        near = sorted(
            (one for one in laid if governs(one.document.territory.division, territory)),
            key=lambda one: key_of(one.document.territory.division),
        )
        for day in sorted(days):
            yield {one.document.code: one for one in near if one.document.in_force.contains(day)}


def _overlaps(filed: Sequence[Filed]) -> Iterator[Fault]:
    earlier: dict[tuple[str, str, str], list[Filed]] = defaultdict(list)
    for one in filed:
        document = one.document
        same = earlier[document.kind.value, document.code, document.territory.division]
        for other in same:
            if document.in_force.overlaps(other.document.in_force):
                where = "" if other.file == one.file else f"（{other.file}）"
                yield _fault(
                    one,
                    ("in_force",),
                    "overlap",
                    f"“{document.name}”在{document.territory.name}的有效期与另一份文件{where}重叠。"
                    "请给前一份写上截止日期（to），或改后一份的起始日期。",
                )
        same.append(one)


def _unknown(filed: Sequence[Filed], known: Collection[str]) -> Iterator[Fault]:
    for one in filed:
        for path, code in _named(one.document):
            if code not in known:
                yield _fault(
                    one,
                    path,
                    "unknown_benefit",
                    f"没有代号为“{code}”的待遇{meant(code, known)}。由别的部门发放的，也请先为它写一份文件。",
                )


def _named(document: Document) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The codes of other benefits in a document, and where they stand."""
    if isinstance(document.body, Benefit):
        for number, exclusion in enumerate(document.body.excludes):
            yield ("excludes", number, "benefit"), exclusion.benefit
    if isinstance(document.body, Catalogue):
        for number, item in enumerate(document.body.items):
            for place, code in enumerate(item.benefits):
                yield ("items", number, "benefits", place), code


def _disagreeing(law: Mapping[str, Filed]) -> Iterator[Fault]:
    """Two documents that say different things of each other; amounts of different periods to be compared."""
    for code, one in law.items():
        for number, said in enumerate(_pairs_of(one)):
            other = law.get(said.second if said.first == code else said.first)
            if other is None:
                continue
            path = ("excludes", number, "keeps")
            answers = [back for back in _pairs_of(other) if code in (back.first, back.second)]
            if any(not _agree(said, back) for back in answers):
                sentence = "两份文件对彼此的关系说法不同，请改成一致，或只在一份里写。"
                yield _fault(one, path, "disagree", sentence)
            if said.by_amount and _per(one) != _per(other):
                sentence = "两项的周期不同，金额不能比高低，请写保留哪一项（this 或 other）。"
                yield _fault(one, path, "other_period", sentence)


def _agree(said: Pair, back: Pair) -> bool:
    return said == back or (said.by_amount and back.by_amount)


def _per(one: Filed) -> str:
    body = one.document.body
    return body.amount.per.value if isinstance(body, Benefit) and body.amount else ""


def _circles(law: Mapping[str, Filed]) -> Iterator[Fault]:
    """A benefit that stays before another must not, round some corners, give way to it.

    Benefits compared by amount stand on one step; between steps there must be a top.
    """
    said = [pair for one in law.values() for pair in _pairs_of(one)]
    steps = _steps(said)
    above: dict[str, set[str]] = defaultdict(set)
    for pair in said:
        if not pair.by_amount:
            above[steps[pair.first]].add(steps[pair.second])
    for one in law.values():
        for number, pair in enumerate(_pairs_of(one)):
            if not pair.by_amount and steps[pair.first] in _reached(steps[pair.second], above):
                sentence = (
                    f"互斥关系绕成了圈：这里保留“{pair.first}”、不给“{pair.second}”，"
                    "而沿着别处的规定又反过来。请去掉其中一条。"
                )
                yield _fault(one, ("excludes", number), "circle", sentence)


def _steps(said: Iterable[Pair]) -> dict[str, str]:
    """Of every benefit named, one name for all that are compared with it by amount."""
    step: dict[str, str] = {}
    for pair in said:
        first, second = step.setdefault(pair.first, pair.first), step.setdefault(pair.second, pair.second)
        if pair.by_amount:
            step |= {code: first for code, name in step.items() if name == second}
    return step


def _reached(start: str, above: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        one = ahead.pop()
        if one not in seen:
            seen.add(one)
            ahead += above.get(one, ())
    return seen


def _pairs_of(one: Filed) -> list[Pair]:
    body = one.document.body
    if not isinstance(body, Benefit):
        return []
    return [pair_of(one.document.code, said.benefit, said.keeps) for said in body.excludes]


def _fault(one: Filed, path: tuple[str | int, ...], code: str, sentence: str) -> Fault:
    mark = _mark(one.document.text, path)
    return Fault(mark.line, mark.column, code, sentence, one.file)


def _mark(text: str, path: Sequence[str | int]) -> Mark:
    """Where in a text that was read without a fault something stands."""
    node: tree.Node = tree.read(text)[0]
    for step in path:
        if isinstance(step, str) and isinstance(node, tree.Table):
            node = node.entries[step][1]
        elif isinstance(step, int) and isinstance(node, tree.Listing):
            node = node.items[step]
    return node.mark
