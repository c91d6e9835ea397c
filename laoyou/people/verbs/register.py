"""Entering a person into the register, and correcting what was entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from laoyou import acts
from laoyou.access.types import Actor, Place
from laoyou.kernel import documents
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import PersonId
from laoyou.kernel.sex import Sex
from laoyou.people.core.precedence import AbodeSaid, homes
from laoyou.people.core.spelling import spelled
from laoyou.people.facts import PersonCorrected, PersonRegistered
from laoyou.people.models import OtherName, Person
from laoyou.people.models.locks import locked_person, source_lock
from laoyou.people.reads.precedence import precedence
from laoyou.people.reads.reach import place_of
from laoyou.people.types import AbodeGiven, AbodeKind, DocumentGiven, Source
from laoyou.people.verbs import abodes as homes_of
from laoyou.people.verbs import papers
from laoyou.people.verbs.carrying import keep_name


def _where(*_: object, abodes: Sequence[AbodeGiven], **__: object) -> Place | None:
    """Residence first: it decides on whose desk the person will lie. Without an abode the role alone is
    asked, and the sentence refuses.
    """
    ordered = sorted(abodes, key=lambda abode: abode.kind is not AbodeKind.RESIDENCE)
    return Place(tuple(abode.division for abode in ordered)) if ordered else None


@acts.verb("people.register", place=_where)
def register(
    *,
    name: str,
    abodes: Sequence[AbodeGiven],
    source: Source,
    document: DocumentGiven | None = None,
    sex: Sex | None = None,
    birth_date: date | None = None,
    ethnicity: str = "",
    phones: Sequence[str] = (),
    actor: Actor,
    now: datetime,
) -> PersonId:
    """Enter a person. Sex and birth are read from the document where it tells them.

    `abodes` holds at least one, at most one of each kind. Conflict `document_known` when the number is in
    the register: a person is never entered twice. Invalid when the document contradicts sex or birth.
    """
    source_lock(source)
    today = local_date(now)
    number = papers.checked_number(document, today) if document else None
    told = _told(document, number, sex, birth_date, today)
    home, registered = _divisions(abodes, source, now)
    spelling = spelled(name)
    row = Person.objects.create(
        name=spelling.name,
        pinyin=spelling.pinyin,
        initials=spelling.initials,
        sex=told.sex.value,
        birth_date=told.birth_date,
        ethnicity=ethnicity,
        home_division_id=home,
        registered_division_id=registered,
        cell=homes_of.cell_of(home),
        source=source.value,
        recorded_at=now,
    )
    if document and number:
        papers.write_document(row.pk, document.kind, number, source, now)
    for abode in abodes:
        homes_of.write_abode(row.pk, abode, source, now)
    for phone in phones:
        papers.write_phone(row.pk, phone, source, now)
    person_id = PersonId(row.pk)
    acts.subject(person_id=person_id)
    acts.emit(PersonRegistered(person_id, source, now))
    return person_id


@acts.verb("people.correct", place=place_of)
def correct(
    person_id: int,
    *,
    name: str | None = None,
    sex: Sex | None = None,
    birth_date: date | None = None,
    source: Source,
    actor: Actor,
    now: datetime,
) -> None:
    """Correct name, sex or birth; None leaves as it is. The former name is kept as another name.

    Invalid `contradicts_document` when sex or birth differ from what a document in use tells; Conflict
    `unchanged` when nothing would change.
    """
    source_lock(source)
    row = locked_person(person_id)
    before = (row.name, row.sex, row.birth_date)
    if name is not None:
        _rename(row, name)
    _check_against_documents(row, sex, birth_date)
    if sex is not None:
        row.sex = sex.value
    if birth_date is not None:
        row.birth_date = _checked_birth(birth_date, local_date(now))
    after = (row.name, row.sex, row.birth_date)
    changed = frozenset(
        field
        for field, was, is_ in zip(("name", "sex", "birth_date"), before, after, strict=True)
        if was != is_
    )
    if not changed:
        raise Conflict("没有要更正的内容：填写的与现有信息相同。", "unchanged")
    row.source = source.value
    row.save(update_fields=["name", "pinyin", "initials", "sex", "birth_date", "source"])
    acts.emit(PersonCorrected(PersonId(person_id), changed, source, now))


@dataclass(frozen=True, slots=True)
class _Told:
    sex: Sex
    birth_date: date | None


def _told(
    document: DocumentGiven | None, number: str | None, sex: Sex | None, birth: date | None, today: date
) -> _Told:
    said_birth, said_sex = documents.facts(document.kind, number) if document and number else (None, None)
    _agree(said_sex, said_birth, sex, birth)
    born = said_birth or birth
    return _Told(said_sex or sex or Sex.UNKNOWN, _checked_birth(born, today) if born else None)


def _agree(said_sex: Sex | None, said_birth: date | None, sex: Sex | None, birth: date | None) -> None:
    if said_birth and birth and said_birth != birth:
        raise Invalid(
            f"出生日期 {birth} 与证件号码中的 {said_birth} 不一致，请对照证件核对。",
            "contradicts_document",
            field="birth_date",
        )
    if said_sex and sex in papers.DEFINITE and said_sex is not sex:
        raise Invalid("性别与证件号码不一致，请对照证件核对。", "contradicts_document", field="sex")


def _checked_birth(birth: date, today: date) -> date:
    if birth > today:
        raise Invalid("出生日期晚于今天，请核对。", "birth_future", field="birth_date")
    return birth


def _check_against_documents(row: Person, sex: Sex | None, birth: date | None) -> None:
    for said_birth, said_sex in papers.told_by_documents(row):
        _agree(said_sex, said_birth, sex, birth)


def _divisions(abodes: Sequence[AbodeGiven], source: Source, now: datetime) -> tuple[str, str | None]:
    if len({abode.kind for abode in abodes}) != len(abodes):
        raise Invalid("户籍地和居住地各只能填一处。", "abode_twice", field="abodes")
    said = [AbodeSaid(abode.kind, abode.division, source, now) for abode in abodes]
    home, registered = homes(said, precedence())
    if home is None:
        raise Invalid("请填写居住地或户籍地，至少到村（社区）。", "abode_missing", field="abodes")
    return home, registered


def _rename(row: Person, name: str) -> None:
    spelling = spelled(name)
    if spelling.name == row.name:
        return
    other, is_new = OtherName.objects.get_or_create(
        person=row,
        name=row.name,
        source=row.source,
        defaults={"pinyin": row.pinyin, "initials": row.initials, "recorded_at": row.recorded_at},
    )
    if not is_new:
        keep_name(other)
    row.name, row.pinyin, row.initials = spelling.name, spelling.pinyin, spelling.initials
