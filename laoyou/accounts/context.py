"""What every template may know of the reader: for whom he acts, and what his role may do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from laoyou.access import rules
from laoyou.access.types import ROLE_LABELS, Actor
from laoyou.accounts import labels, reads
from laoyou.accounts.sessions import GRANT
from laoyou.accounts.types import GrantRecord
from laoyou.kernel.clock import local_date
from laoyou.web.types import Acting, ActingChoice


def acting(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `acting` (web.types.Acting or None) and `can`, the acts that the role has."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.user_id is None:
        return {"acting": None, "can": frozenset()}
    grants = reads.grants_of(actor.user_id, on=local_date(request.now))  # type: ignore[attr-defined]
    return {"acting": _acting(actor, grants, request.session.get(GRANT)), "can": _can(actor)}


def _acting(actor: Actor, grants: tuple[GrantRecord, ...], chosen: int | None) -> Acting:
    return Acting(
        label=labels.label(actor.scope),
        who=f"{ROLE_LABELS[actor.role]} {actor.name}",
        choices=tuple(ActingChoice(str(one.id), said(one), one.id == chosen) for one in grants),
        switch_url=reverse("accounts:act_for"),
        sign_out_url=reverse("accounts:sign_out"),
        account_url=reverse("accounts:account"),
    )


def said(grant: GrantRecord) -> str:
    """An identity in words: 尖山区 · 经办员."""
    return f"{labels.label(grant.scope)} · {ROLE_LABELS[grant.role]}"


def _can(actor: Actor) -> frozenset[str]:
    return frozenset(act for act in rules.registered() if rules.may(actor, act))
