"""What can be asked of texts alone: is this a document, what does it say, what would it compute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from laoyou.policies.core import documents, expressions, pack
from laoyou.policies.core.difference import Change, ChangeKind, Difference, between, share_words
from laoyou.policies.core.vocabulary import Fund, Words, benefits, funds, services
from laoyou.policies.core.vocabulary import words_of as vocabulary
from laoyou.policies.types import Benefit, Document, DocumentRefused, Fault
from laoyou.rules.types import Program

NATIONAL_PACK = Path(__file__).parent.parent / "national"
CATALOGUES = Path(__file__).parent.parent / "catalogue"


def compiled(text: str) -> Document:
    """A document by its text. Raises DocumentRefused with every fault."""
    return documents.read(text.replace("\r\n", "\n"))


def program_on(document: Document, day: date) -> Program:
    """A benefit as it is computed under the numbers of a day on which it is in force.

    Raises TypeError for a document of another kind.
    """
    return _program(document.text, day)


@lru_cache(maxsize=2048)
def _program(text: str, day: date) -> Program:
    """By the text, which is all of a document, and quicker to look up."""
    document = documents.read(text)
    body = document.body
    if not isinstance(body, Benefit):
        raise TypeError(f"{document.code} is no benefit")
    facts = vocabulary(body.subject).facts
    return expressions.program(document.code, body.clauses, body.amount, body.parameters, facts, day)


def said_on(document: Document, sentence: str, day: date) -> str:
    """A sentence of a benefit with the numbers of a day in it."""
    body = document.body
    return expressions.said(sentence, body.parameters, day) if isinstance(body, Benefit) else sentence


def checked(
    files: Mapping[str, str], beside: Iterable[Document] = (), names: Iterable[str] = ()
) -> tuple[tuple[Document, ...], tuple[Fault, ...]]:
    """The documents of a pack, by file name, that can be read, and every fault of theirs, by file and place.

    `beside` are documents that are law already; `names` are further codes of benefits that may be named.
    """
    read: list[pack.Filed] = []
    found: list[Fault] = []
    for file, text in files.items():
        try:
            read.append(pack.Filed(file, compiled(text)))
        except DocumentRefused as refused:
            found += documents.named(refused, file).faults
    found += pack.faults(read, beside, names)
    return tuple(one.document for one in read), tuple(sorted(found, key=lambda one: (one.file, one)))


def national_files() -> dict[str, str]:
    """The documents of the whole country that we ship, by file name: benefits, fund rules, catalogues."""
    return {**files_of(NATIONAL_PACK), **files_of(CATALOGUES)}


def files_of(folder: Path) -> dict[str, str]:
    """The texts of a folder of documents, in the order of their names; a file is named with its folder."""
    found = sorted(folder.glob("*.yaml"))
    return {f"{folder.name}/{path.name}": path.read_text(encoding="utf-8") for path in found}


def difference(before: Document, after: Document) -> Difference:
    """What changed from one document to another, in words and line by line."""
    return between(before, after)


__all__ = [
    "Change",
    "ChangeKind",
    "Difference",
    "Fund",
    "Words",
    "benefits",
    "checked",
    "compiled",
    "difference",
    "files_of",
    "funds",
    "national_files",
    "program_on",
    "said_on",
    "services",
    "share_words",
    "vocabulary",
]
