"""What identifies and reaches a person: identity documents and phones."""

from __future__ import annotations

from datetime import date, datetime

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.kernel import documents
from laoyou.kernel import phone as phones
from laoyou.kernel.clock import local_date
from laoyou.kernel.documents import DocumentKind
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.sex import LABELS as SEX_LABELS
from laoyou.kernel.sex import Sex
from laoyou.people.models import Document, Person, Phone
from laoyou.people.models.locks import locked_person, source_lock
from laoyou.people.models.sealing import DOCUMENT_NUMBER, PHONE_NUMBER, next_id
from laoyou.people.reads.reach import place_of, place_of_document, place_of_phone
from laoyou.people.types import DocumentGiven, Source

Told = tuple[date | None, Sex | None]
"""Birth and sex as the number of a document tells them; None where it does not."""

DEFINITE = frozenset({Sex.MALE, Sex.FEMALE})
CORRECT_FIRST = "请对照证件核对；登记有误的，请先停用错的证件、更正基本信息，再登记这份证件。"


@acts.verb("people.add_document", place=place_of)
def add_document(
    person_id: int, *, document: DocumentGiven, source: Source, actor: Actor, now: datetime
) -> int:
    """Add an identity document; its id. Conflict `document_known` when the number is in use already; Invalid
    `contradicts_person` when it tells another birth or sex than the person's record.
    """
    source_lock(source)
    row = locked_person(person_id)
    number = checked_number(document, local_date(now))
    refuse_contradiction(row, documents.facts(document.kind, number), remedy=CORRECT_FIRST)
    return write_document(row.pk, document.kind, number, source, now)


@acts.verb("people.retire_document", place=place_of_document)
def retire_document(document_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a document out of use: it was wrong, or replaced. The number may then belong to another person."""
    row = Document.objects.get(pk=document_id)
    acts.subject(person_id=row.person_id, kind="document", id=document_id)
    locked_person(row.person_id)
    if not Document.objects.filter(pk=document_id, retired_at=None).update(retired_at=now):
        raise Conflict("这份证件已经停用。", "retired")


@acts.verb("people.add_phone", place=place_of)
def add_phone(person_id: int, *, number: str, source: Source, actor: Actor, now: datetime) -> int:
    """Add a phone of the person; its id. Invalid when it is none, or a hot line that belongs to nobody."""
    source_lock(source)
    row = locked_person(person_id)
    return write_phone(row.pk, number, source, now)


@acts.verb("people.retire_phone", place=place_of_phone)
def retire_phone(phone_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a phone out of use."""
    row = Phone.objects.get(pk=phone_id)
    acts.subject(person_id=row.person_id, kind="phone", id=phone_id)
    locked_person(row.person_id)
    if not Phone.objects.filter(pk=phone_id, superseded_at=None).update(superseded_at=now):
        raise Conflict("这个电话已经停用。", "retired")


def checked_number(document: DocumentGiven, today: date) -> str:
    """The canonical number of a document that nobody in the register has."""
    number = documents.normalise(document.kind, document.number, on=today)
    blind = DOCUMENT_NUMBER.find(number)
    if Document.objects.filter(number_blind=blind, retired_at=None).exists():
        raise Conflict(
            "这个证件号码已在册，不能重复登记。请按证件号码查找此人后办理；"
            "查不到的，此人不在您的辖区，请联系上级民政部门。",
            "document_known",
        )
    return number


def told_by_documents(person: Person) -> list[Told]:
    """What the person's documents in use tell, the first written first."""
    rows = Document.objects.filter(person=person, retired_at=None).order_by("pk")
    return [
        documents.facts(DocumentKind(row.kind), DOCUMENT_NUMBER.open(row.pk, row.number_sealed))
        for row in rows
    ]


def refuse_contradiction(
    row: Person, told: Told, *, number: str = "证件号码", person: str = "此人", remedy: str
) -> None:
    """Invalid `contradicts_person` when a number that is to become the person's tells another birth or sex
    than the record has, or, where that has none, than the documents in use.

    `number` and `person` name the two in the sentence, `remedy` ends it.
    """
    known = [(row.birth_date, Sex(row.sex) if row.sex in DEFINITE else None), *told_by_documents(row)]
    birth = next((born for born, _ in known if born), None)
    sex = next((one for _, one in known if one), None)
    said_birth, said_sex = told
    differs = ""
    if said_birth and birth and said_birth != birth:
        differs = f"{number}中的出生日期 {said_birth} 与{person}登记的 {birth} 不一致"
    elif said_sex and sex and said_sex is not sex:
        differs = f"{number}中的性别“{SEX_LABELS[said_sex]}”与{person}登记的“{SEX_LABELS[sex]}”不一致"
    if differs:
        raise Invalid(f"{differs}，{remedy}", "contradicts_person", field="number")


def write_document(person_id: int, kind: DocumentKind, number: str, source: Source, now: datetime) -> int:
    """Write a document, its number sealed. Run inside a verb, with the source held."""
    row_id = next_id(Document)
    Document.objects.create(
        pk=row_id,
        person_id=person_id,
        kind=kind.value,
        number_sealed=DOCUMENT_NUMBER.seal(row_id, number),
        number_blind=DOCUMENT_NUMBER.find(number),
        source=source.value,
        recorded_at=now,
    )
    return row_id


def write_phone(person_id: int, text: str, source: Source, now: datetime) -> int:
    """Write a phone, its number sealed. Run inside a verb, with the source held."""
    number = personal_phone(text)
    row_id = next_id(Phone)
    Phone.objects.create(
        pk=row_id,
        person_id=person_id,
        number_sealed=PHONE_NUMBER.seal(row_id, number),
        number_blind=PHONE_NUMBER.find(number),
        source=source.value,
        recorded_at=now,
    )
    return row_id


def personal_phone(text: str) -> str:
    """The canonical number of a phone that can belong to somebody."""
    number = phones.normalise(text)
    if phones.kind(number) is phones.PhoneKind.HOTLINE:
        raise Invalid("这是服务热线，不是个人电话，请填写本人或家人的电话。", "phone_hotline", field="phone")
    return number
