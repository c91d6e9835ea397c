"""Who acts, for whom, and where things are: the words in which permissions are spoken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What somebody is trusted to do. Level and place come from the scope, not from the role."""

    CLERK = "clerk"
    ASSESSOR = "assessor"
    DATA_OFFICER = "data_officer"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    FAMILY = "family"
    SYSTEM = "system"


ROLE_LABELS: dict[Role, str] = {
    Role.CLERK: "经办员",
    Role.ASSESSOR: "评估员",
    Role.DATA_OFFICER: "数据员",
    Role.SUPERVISOR: "业务主管",
    Role.LEADER: "领导（只读）",
    Role.AUDITOR: "审计员",
    Role.ADMINISTRATOR: "系统管理员",
    Role.FAMILY: "本人或家属",
    Role.SYSTEM: "系统",
}

PRIVILEGED_ROLES = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
"""Roles that must sign in with a second factor (GB/T 22239-2019 level 3, administrators)."""


HANDED_OUT = tuple(role for role in Role if role not in {Role.SYSTEM, Role.FAMILY})
"""Roles that an administrator gives. A family comes by an invitation of the counter, for one person each."""


class ScopeKind(StrEnum):
    EVERYTHING = "everything"
    DIVISION = "division"
    ORGANISATION = "organisation"
    PERSON = "person"


def division_key(code: str) -> str:
    """The significant prefix of a 12-digit statistical division code: 2, 4, 6, 9 or 12 digits.

    A key given instead of a code is returned as it is, so that the function may be applied twice.
    """
    if len(code) != 12:
        return code
    for above, length in ((9, 12), (6, 9), (4, 6), (2, 4)):
        if code[above:length].strip("0"):
            return code[:length]
    return code[:2]


def division_code(key: str) -> str:
    """The 12-digit code of a key: the inverse of `division_key`."""
    return key.ljust(12, "0")


def _first_code_after(key: str) -> str:
    """The lowest text of digits that sorts after every code that begins with `key`."""
    if not key.strip("9"):
        return "9" * 13
    return division_code(str(int(key) + 1).zfill(len(key)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a subject is, for permission: divisions that have to do with it, its organisation, its person."""

    divisions: tuple[str, ...] = ()
    organisation: int | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the world for which somebody acts."""

    kind: ScopeKind
    key: str = ""

    @classmethod
    def everything(cls) -> Scope:
        return cls(ScopeKind.EVERYTHING)

    @classmethod
    def division(cls, code: str) -> Scope:
        return cls(ScopeKind.DIVISION, division_key(code))

    @classmethod
    def organisation(cls, organisation_id: int) -> Scope:
        return cls(ScopeKind.ORGANISATION, str(organisation_id))

    @classmethod
    def person(cls, person_id: int) -> Scope:
        return cls(ScopeKind.PERSON, str(person_id))

    @classmethod
    def parse(cls, text: str) -> Scope:
        """Read what `str()` wrote: `division:230502`, `everything:`."""
        kind, _, key = text.partition(":")
        return cls(ScopeKind(kind), key)

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    def covers(self, place: Place) -> bool:
        match self.kind:
            case ScopeKind.EVERYTHING:
                return True
            case ScopeKind.DIVISION:
                return any(division_key(code).startswith(self.key) for code in place.divisions)
            case ScopeKind.ORGANISATION:
                return place.organisation is not None and str(place.organisation) == self.key
            case ScopeKind.PERSON:
                return place.person is not None and str(place.person) == self.key

    def holds(self, other: Scope) -> bool:
        """Whether `other` lies within this scope: nobody can hand out more than he has."""
        if self.kind is ScopeKind.EVERYTHING:
            return True
        if self.kind is ScopeKind.DIVISION and other.kind is ScopeKind.DIVISION:
            return other.key.startswith(self.key)
        return self == other

    def division_bounds(self) -> tuple[str, str] | None:
        """The half-open range of 12-digit codes inside a division scope: `lo <= code < hi`.

        None for everything; an organisation or a person has no divisions and gives an empty range. The bounds
        are digits only, so that a database of any collation compares them as we do.
        """
        match self.kind:
            case ScopeKind.EVERYTHING:
                return None
            case ScopeKind.DIVISION:
                return division_code(self.key), _first_code_after(self.key)
            case _:
                return "", ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or the system itself, acting in one role for one scope."""

    user_id: int | None
    name: str
    role: Role
    scope: Scope

    @classmethod
    def system(cls, name: str) -> Actor:
        """The machine acting by itself: a job, an installation, a demo being laid."""
        return cls(None, name, Role.SYSTEM, Scope.everything())

    def carried(self) -> dict[str, Any]:
        """The actor as the arguments of a job; `carry` reads them back."""
        return {
            "user_id": self.user_id,
            "actor_name": self.name,
            "role": self.role.value,
            "scope": str(self.scope),
        }

    @classmethod
    def carry(cls, *, user_id: int | None, actor_name: str, role: str, scope: str) -> Actor:
        return cls(user_id, actor_name, Role(role), Scope.parse(scope))


@dataclass(frozen=True, slots=True)
class Rule:
    """Which roles may do an act. Where they may do it is their scope's affair."""

    act: str
    label: str
    roles: frozenset[Role]
