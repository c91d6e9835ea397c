"""How a document becomes law: drafted, proposed, approved by a second person, and in the end superseded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from laoyou import acts
from laoyou.access.types import Actor, Place
from laoyou.kernel.errors import Conflict, Forbidden, Invalid
from laoyou.kernel.spans import DateSpan, TimeSpan
from laoyou.policies.core import moves
from laoyou.policies.core.reading import LATEST
from laoyou.policies.models import Version
from laoyou.policies.reads import desk
from laoyou.policies.reads.texts import checked, compiled
from laoyou.policies.types import Document, DocumentRefused, VersionState

COPIED = (
    *("kind", "code", "name", "issuer", "territory", "text", "digest", "file"),
    *("written_by", "written_name", "written_at"),
    *("proposed_by", "proposed_name", "proposed_at"),
    *("approved_by", "approved_name", "approved_at"),
)


@dataclass(frozen=True, slots=True)
class LoadedPack:
    """What a pack brought: codes of what is new, of what was there, of what the place has replaced itself."""

    added: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]


def _place_of_text(text: str, **_: object) -> Place:
    return Place((compiled(text).issuer.division,))


@acts.verb("policies.draft", place=_place_of_text)
def draft(text: str, *, actor: Actor, now: datetime) -> int:
    """Put a new draft on the table; its id. Raises DocumentRefused."""
    row = _filled(Version(state=VersionState.DRAFT), text, actor, now)
    row.save()
    _note(row)
    return row.pk


@acts.verb("policies.revise", place=desk.place_of)
def revise(version_id: int, text: str, *, actor: Actor, now: datetime) -> None:
    """Another text for a draft; a proposal becomes a draft again.

    Raises DocumentRefused, Conflict (`version_move`, `other_issuer`, `ends`).
    """
    row = _locked(version_id)
    moves.check(VersionState(row.state), VersionState.DRAFT)
    if row.ends_id is not None:
        raise Conflict("这份只是给旧版本定截止日期，不能改文字。请撤回后另起草。", "ends")
    if compiled(text).issuer.division != row.issuer:
        raise Conflict("草稿的制定机关不能换。请撤回这份，另起草一份。", "other_issuer")
    row.state, row.proposed_by, row.proposed_name, row.proposed_at = VersionState.DRAFT, None, "", None
    _filled(row, text, actor, now).save()
    _note(row)


@acts.verb("policies.propose", place=desk.place_of)
def propose(version_id: int, *, actor: Actor, now: datetime) -> None:
    """Hand a draft in for approval.

    Raises DocumentRefused when it does not go with what is law already, Conflict (`version_move`).
    """
    row = _locked(version_id)
    moves.check(VersionState(row.state), VersionState.PROPOSED)
    _checked({"": row.text})
    row.state = VersionState.PROPOSED
    row.proposed_by, row.proposed_name, row.proposed_at = actor.user_id, actor.name, now
    row.save()
    _note(row)


@acts.verb("policies.approve", place=desk.place_of)
def approve(version_id: int, *, actor: Actor, now: datetime) -> None:
    """Publish a proposal. It takes over its days from what was law; what is left of that stays law.

    Raises Forbidden (`second_person`) when the actor wrote or proposed it himself, DocumentRefused as
    `propose`, Conflict (`version_move`, `not_published`, `policies_version_one_law_at_a_time`).
    """
    row = _locked(version_id)
    moves.check(VersionState(row.state), VersionState.APPROVED)
    if actor.user_id is not None and actor.user_id in (row.written_by, row.proposed_by):
        raise Forbidden("起草人、提交人不能批准自己的文件，请由另一位业务主管批准。", "second_person")
    if row.ends_id is None:
        _checked({"": row.text})
    _publish(row, actor, now)
    _note(row)


@acts.verb("policies.withdraw", place=desk.place_of)
def withdraw(version_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a draft or a proposal back. Raises Conflict (`version_move`)."""
    row = _locked(version_id)
    if row.state == VersionState.APPROVED:
        raise Conflict("已发布的不能撤回。要停止它，请终止或撤销。", "version_move")
    _withdrawn(row, actor, now).save()
    _note(row)


@acts.verb("policies.repeal", place=desk.place_of)
def repeal(version_id: int, *, actor: Actor, now: datetime) -> None:
    """From now on what was approved is law for no day at all. Earlier instants still see it.

    Raises Forbidden (`second_person`) when the actor approved it himself, Conflict (`version_move`,
    `not_published`).
    """
    row = _locked(version_id)
    if row.state != VersionState.APPROVED:
        raise Conflict("只有已发布的版本才能撤销；草稿请撤回。", "version_move")
    if row.published.end is not None:
        raise _not_published()
    if actor.user_id is not None and actor.user_id == row.approved_by:
        raise Forbidden("批准的人不能自己撤销，请由另一位业务主管办理。", "second_person")
    row.published = TimeSpan(row.published.start, now)
    _withdrawn(row, actor, now).save()
    _note(row)


@acts.verb("policies.end", place=desk.place_of)
def end(version_id: int, last_day: date, *, actor: Actor, now: datetime) -> int:
    """Propose a last day for what is law; it counts when a second person approves. The proposal's id.

    Raises Conflict (`not_published`), Invalid (`last_day`).
    """
    old = _locked(version_id)
    if old.published is None or old.published.end is not None:
        raise _not_published()
    cut = old.in_force.ending(last_day)
    if cut is None or cut == old.in_force or last_day > LATEST:
        raise Invalid(
            "截止日期应在有效期之内，并早于现在的截止日期。如果从未生效，请撤销。", "last_day", "last_day"
        )
    row = Version(state=VersionState.PROPOSED, ends=old, in_force=cut)
    for field in ("kind", "code", "name", "issuer", "territory", "text", "digest"):
        setattr(row, field, getattr(old, field))
    row.written_by, row.written_name, row.written_at = actor.user_id, actor.name, now
    row.proposed_by, row.proposed_name, row.proposed_at = actor.user_id, actor.name, now
    row.save()
    _note(row)
    return row.pk


@acts.verb("policies.load_pack", place=acts.nowhere)
def load_pack(files: Mapping[str, str], *, actor: Actor, now: datetime) -> LoadedPack:
    """Publish the documents that an installation brings with it, by file name.

    A text that was loaded before is left as it is; so is a document that the place has replaced by its own.
    Raises DocumentRefused with every fault of every file.
    """
    documents = _checked(files)
    names = {document.text: file for file, document in zip(files, documents, strict=True)}
    told: dict[str, list[str]] = {"added": [], "unchanged": [], "kept": []}
    for document in documents:
        told[_load(document, names[document.text], actor, now)].append(document.code)
    acts.subject(kind="policy_pack", count=len(told["added"]))
    return LoadedPack(*(tuple(told[word]) for word in ("added", "unchanged", "kept")))


def _load(document: Document, file: str, actor: Actor, now: datetime) -> str:
    digest = digest_of(document.text)
    same = {"kind": document.kind, "code": document.code, "territory": document.territory.division}
    if Version.objects.filter(**same, digest=digest).exclude(file="").exists():
        return "unchanged"
    if desk.overlapping(document, document.in_force).filter(file="").exists():
        return "kept"
    row = _filled(Version(state=VersionState.PROPOSED, file=file), document.text, actor, now)
    row.proposed_by, row.proposed_name, row.proposed_at = actor.user_id, actor.name, now
    row.save()
    _publish(row, Actor.system(actor.name), now)
    return "added"


def digest_of(text: str) -> str:
    """The SM3 of a text, in hex."""
    return hashlib.new("sm3", text.encode()).hexdigest()


def _filled(row: Version, text: str, actor: Actor, now: datetime) -> Version:
    """What a text says, in its row."""
    document = compiled(text)
    row.kind, row.code, row.name = document.kind.value, document.code, document.name
    row.issuer, row.territory = document.issuer.division, document.territory.division
    row.text, row.digest, row.in_force = document.text, digest_of(document.text), document.in_force
    row.written_by, row.written_name, row.written_at = actor.user_id, actor.name, now
    return row


def _publish(row: Version, actor: Actor, now: datetime) -> None:
    document = compiled(row.text)
    old_ones = list(desk.overlapping(document, row.in_force).select_for_update().order_by("pk"))
    if row.ends_id is not None and row.ends_id not in {old.pk for old in old_ones}:
        raise _not_published()
    for old in old_ones:
        _supersede(old, row, now)
    row.state, row.published = VersionState.APPROVED, TimeSpan.since(now)
    row.approved_by, row.approved_name, row.approved_at = actor.user_id, actor.name, now
    row.save()
    for old in old_ones:
        if old.pk != row.ends_id:
            _carry_on(old, row.in_force, now)


def _supersede(old: Version, new: Version, now: datetime) -> None:
    if old.published.start >= now:
        raise Conflict("这项政策刚刚发布过另一个版本，请刷新后再办。", "just_published")
    old.published = TimeSpan(old.published.start, now)
    old.save(update_fields=["published"])


def _carry_on(old: Version, taken: DateSpan, now: datetime) -> None:
    """The days of a superseded version that nothing takes over stay law, under the same text."""
    for left in old.in_force.minus(taken):
        row = Version(
            state=VersionState.APPROVED, in_force=left, published=TimeSpan.since(now), continues=old
        )
        for field in COPIED:
            setattr(row, field, getattr(old, field))
        row.save()


def _withdrawn(row: Version, actor: Actor, now: datetime) -> Version:
    moves.check(VersionState(row.state), VersionState.WITHDRAWN)
    row.state = VersionState.WITHDRAWN
    row.withdrawn_by, row.withdrawn_name, row.withdrawn_at = actor.user_id, actor.name, now
    return row


def _checked(files: Mapping[str, str]) -> tuple[Document, ...]:
    """The documents, if they can be read and go with what is law already. Raises DocumentRefused."""
    documents, _ = checked(files)
    own = {(one.code, one.territory.division) for one in documents}  # what they supersede is not in their way
    law = [one for one in desk.benefits() if (one.code, one.territory.division) not in own]
    documents, faults = checked(files, law)
    if faults:
        raise DocumentRefused(faults)
    return documents


def _locked(version_id: int) -> Version:
    row: Version = Version.objects.select_for_update().get(pk=version_id)
    return row


def _not_published() -> Conflict:
    return Conflict("这个版本现在不在有效发布中，请回到政策库查看最新的版本。", "not_published")


def _note(row: Version) -> None:
    acts.subject(kind="policy", id=row.pk, digest=bytes.fromhex(row.digest))


__all__ = [
    "LoadedPack",
    "approve",
    "draft",
    "end",
    "load_pack",
    "propose",
    "repeal",
    "revise",
    "withdraw",
]
