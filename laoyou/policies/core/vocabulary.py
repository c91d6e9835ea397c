"""The facts about which clauses may ask, by subject; the funds that pay; the services of catalogues.

They are data: laoyou/policies/vocabulary. A file that is wrong is a fault of the program (ValueError).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from laoyou.policies.core import tree
from laoyou.policies.core.reading import Faults, Section
from laoyou.policies.types import Subject
from laoyou.rules.types import Fact, FactType, Value, Vocabulary

FOLDER = Path(__file__).parent.parent / "vocabulary"
FILES = {
    Subject.ELDER: "person.yaml",
    Subject.INFANT: "person.yaml",
    Subject.FACILITY: "facility.yaml",
    Subject.STAFF: "staff.yaml",
    Subject.ORGANISATION: "organisation.yaml",
}
UNKNOWN = "unknown"
_FACT_KEYS = {
    "type": "类型",
    "label": "名称",
    "codes": "代码",
    "low": "下限",
    "high": "上限",
    "silence": "没有记录时",
    "evidence": "证明材料",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The facts of one subject. `silence`: by name, the value that stands when no source says anything;
    a name that is not in it is then unknown.
    """

    facts: Vocabulary
    silence: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Fund:
    """Somebody's money. `level` is the level of government, or `national`."""

    code: str
    label: str
    level: str
    lottery: bool


def words_of(subject: Subject) -> Words:
    """What may be asked about a subject."""
    return _words(FILES[subject])


@cache
def funds() -> Mapping[str, Fund]:
    """Every fund, by code."""
    faults, keys = Faults(), {"label": "名称", "level": "层级", "lottery": "福彩"}
    sections = _sections("funds.yaml", keys, faults)
    return {
        code: Fund(code, one.text("label"), one.text("level"), one.flag("lottery"))
        for code, one in sections.items()
    }


@cache
def services() -> Mapping[str, str]:
    """The services of catalogues: the Chinese name by code."""
    return _names("services.yaml")


@cache
def benefits() -> Mapping[str, str]:
    """The benefits that documents of any place may name: the common Chinese name by code."""
    return _names("benefits.yaml")


def _names(file: str) -> dict[str, str]:
    table, _ = tree.read((FOLDER / file).read_text(encoding="utf-8"))
    return {code: node.text for code, (_, node) in table.entries.items() if isinstance(node, tree.Leaf)}


@cache
def _words(file: str) -> Words:
    faults = Faults()
    sections = _sections(file, _FACT_KEYS, faults)
    facts = Vocabulary(_fact(name, one) for name, one in sections.items())
    silence = {
        name: _value(facts[name], one.text("silence"))
        for name, one in sections.items()
        if one.text("silence") != UNKNOWN
    }
    if faults.found:
        raise ValueError(f"{file}: {faults.found[0]}")
    return Words(facts, silence)


def _sections(file: str, keys: Mapping[str, str], faults: Faults) -> dict[str, Section]:
    table, doubled = tree.read((FOLDER / file).read_text(encoding="utf-8"))
    faults.found += doubled
    found = {}
    for name, (_, node) in table.entries.items():
        if not isinstance(node, tree.Table):
            raise ValueError(f"{file}: {name} is no table")
        found[name] = Section(node, keys, faults)
    return found


def _fact(name: str, one: Section) -> Fact:
    return Fact(
        name=name,
        type=one.word("type", FactType) or FactType.BOOL,
        label=one.text("label"),
        codes=_codes(one),
        evidence=one.text("evidence"),
        low=one.whole("low", 0, 10**6) or 0,
        high=one.whole("high", 0, 10**6),
    )


def _codes(one: Section) -> dict[str, str]:
    entry = one.table.entries.get("codes")
    if entry is None or not isinstance(entry[1], tree.Table):
        return {}
    nodes = {code: node for code, (_, node) in entry[1].entries.items()}
    return {code: node.text for code, node in nodes.items() if isinstance(node, tree.Leaf)}


def _value(fact: Fact, word: str) -> Value:
    """What stands in silence, as the fact's own type has it. Raises ValueError."""
    value: object = word
    if fact.type is FactType.BOOL:
        value = {"true": True, "false": False}[word]
    elif fact.type is FactType.NUMBER:
        value = int(word)
    admitted = fact.admit(value)
    if admitted is None:
        raise ValueError(f"{word} is no value of {fact.name}")
    return admitted
