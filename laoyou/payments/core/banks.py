"""Banks' templates and reasons, read from `banks.yaml`: what a file looks like is data, never code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import yaml

from laoyou.kernel.errors import Invalid

DEFAULT = Path(__file__).parent.parent / "banks.yaml"
OTHER = "other"
W = TypeVar("W", bound=StrEnum)


class AmountIn(StrEnum):
    YUAN = "yuan"
    FEN = "fen"


class Summary(StrEnum):
    """Whether, and where, a row says batch, count, total and digest."""

    NONE = "none"
    FIRST = "first"
    LAST = "last"


class FileField(StrEnum):
    """What a column of the file may hold."""

    NUMBER = "number"
    ACCOUNT = "account"
    HOLDER = "holder"
    BANK = "bank"
    AMOUNT = "amount"
    WORDS = "words"
    BATCH = "batch"
    KIND = "kind"


class ReceiptField(StrEnum):
    """What a column of a receipt may hold."""

    NUMBER = "number"
    ACCOUNT = "account"
    AMOUNT = "amount"
    RESULT = "result"
    REASON = "reason"


NEEDED_OF_FILES = (FileField.NUMBER, FileField.ACCOUNT, FileField.HOLDER, FileField.AMOUNT)
NEEDED_OF_RECEIPTS = (ReceiptField.NUMBER, ReceiptField.ACCOUNT, ReceiptField.AMOUNT, ReceiptField.RESULT)


class Mend(StrEnum):
    """What must be mended before a failed line is tried again."""

    ACCOUNT = "account"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FileColumn:
    field: FileField
    header: str


@dataclass(frozen=True, slots=True)
class ReceiptForm:
    """How a receipt is read: headers of each field, words for done and not done, rows that are totals."""

    headers: Mapping[ReceiptField, tuple[str, ...]]
    settled: tuple[str, ...]
    failed: tuple[str, ...]
    totals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    key: str
    label: str
    amount: AmountIn
    summary: Summary
    columns: tuple[FileColumn, ...]
    receipt: ReceiptForm


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a bank did not pay: `words` by which it is recognised, `mend` what must be done first."""

    key: str
    label: str
    mend: Mend
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Banks:
    templates: Mapping[str, Template]
    reasons: Mapping[str, Reason]

    def reason_in(self, text: str) -> str:
        """The code of the reason that a bank's words name; `other` when they name none that is known."""
        found = (one.key for one in self.reasons.values() if any(word in text for word in one.words))
        return next(found, OTHER)


def load(path: Path, over: Banks | None = None) -> Banks:
    """Read a file, over what another says. Raises Invalid (`banks`) that names the place and the remedy."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise _wrong(path.name, f"不是 YAML：{error}") from error
    if not isinstance(document, dict) or set(document) - {"templates", "reasons"}:
        raise _wrong(path.name, "只能有 templates 和 reasons 两部分")
    templates = {key: _template(key, given) for key, given in _entries(document, "templates")}
    reasons = {key: _reason(key, given) for key, given in _entries(document, "reasons")}
    before = over or Banks({}, {})
    banks = Banks(before.templates | templates, before.reasons | reasons)  # type: ignore[operator]
    if OTHER not in banks.reasons:
        raise _wrong("reasons", f"缺少“{OTHER}”（其他原因）")
    return banks


def _entries(document: dict[str, Any], part: str) -> list[tuple[str, dict[str, Any]]]:
    found = document.get(part) or {}
    if not isinstance(found, dict) or not all(isinstance(given, dict) for given in found.values()):
        raise _wrong(part, "每一项都要有名字和内容")
    for key in found:
        if not (isinstance(key, str) and key.isascii() and key.isidentifier() and len(key) <= 24):
            raise _wrong(f"{part}.{key}", "名字要用英文小写字母，不超过 24 个")
    return list(found.items())


def _template(key: str, given: dict[str, Any]) -> Template:
    where = f"templates.{key}"
    columns = tuple(_column(f"{where}.columns", one) for one in _list(where, given, "columns"))
    fields = [one.field for one in columns]
    if len(set(fields)) != len(fields):
        raise _wrong(f"{where}.columns", "同一项内容写了两列")
    for field in NEEDED_OF_FILES:
        if field not in fields:
            raise _wrong(f"{where}.columns", f"缺少 {field}")
    return Template(
        key=key,
        label=_text(where, given, "label"),
        amount=_word(where, given, "amount", AmountIn),
        summary=_word(where, given, "summary", Summary),
        columns=columns,
        receipt=_receipt(f"{where}.receipt", given.get("receipt")),
    )


def _column(where: str, given: Any) -> FileColumn:
    if not isinstance(given, dict):
        raise _wrong(where, "每一列要写 field 和 header")
    return FileColumn(_word(where, given, "field", FileField), _text(where, given, "header"))


def _receipt(where: str, given: Any) -> ReceiptForm:
    if not isinstance(given, dict):
        raise _wrong(where, "要写明回执各列的表头")
    headers = {field: _texts(where, given, field.value) for field in ReceiptField}
    for field in NEEDED_OF_RECEIPTS:
        if not headers[field]:
            raise _wrong(f"{where}.{field}", "至少要有一个表头")
    words = {name: _texts(where, given, name) for name in ("settled", "failed", "totals")}
    if not words["settled"] or not words["failed"]:
        raise _wrong(where, "要写明表示成功（settled）和失败（failed）的词")
    return ReceiptForm(headers, words["settled"], words["failed"], words["totals"])


def _reason(key: str, given: dict[str, Any]) -> Reason:
    where = f"reasons.{key}"
    return Reason(
        key, _text(where, given, "label"), _word(where, given, "mend", Mend), _texts(where, given, "words")
    )


def _text(where: str, given: dict[str, Any], name: str) -> str:
    text = given.get(name)
    if not isinstance(text, str) or not text.strip():
        raise _wrong(f"{where}.{name}", "要写一个词")
    return text.strip()


def _list(where: str, given: dict[str, Any], name: str) -> list[Any]:
    found = given.get(name)
    if not isinstance(found, list) or not found:
        raise _wrong(f"{where}.{name}", "要写一个清单")
    return found


def _texts(where: str, given: dict[str, Any], name: str) -> tuple[str, ...]:
    """A list of words, "" for none; each a text that says something."""
    found = given.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, str) and one.strip() for one in found):
        raise _wrong(f"{where}.{name}", "要写成词的清单")
    return tuple(one.strip() for one in found)


def _word(where: str, given: dict[str, Any], name: str, words: type[W]) -> W:
    try:
        return words(str(given.get(name)))
    except ValueError:
        known = "、".join(words)
        raise _wrong(f"{where}.{name}", f"“{given.get(name)}”不在其中：{known}") from None


def _wrong(where: str, what: str) -> Invalid:
    return Invalid(f"银行模板 {where}：{what}，请改正后再启动。", "banks")
