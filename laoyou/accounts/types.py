"""Who may sign in, as what: the acts and records of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from laoyou.access.types import Role, Rule, Scope
from laoyou.kernel.ids import UserId

_ADMIN = frozenset({Role.ADMINISTRATOR})
_EVERYBODY = frozenset(Role)

ACTS = (
    Rule("accounts.create_user", "新建用户", _ADMIN),
    Rule("accounts.see_users", "查看用户", _ADMIN),
    Rule("accounts.change_user", "修改用户", _ADMIN),
    Rule("accounts.set_password", "重设用户密码", _ADMIN),
    Rule("accounts.grant", "授予身份", _ADMIN),
    Rule("accounts.revoke", "收回身份", _ADMIN),
    Rule("accounts.unlock", "解除锁定", _ADMIN),
    Rule("accounts.reset_totp", "重置动态口令", _ADMIN),
    Rule("accounts.sign_in", "登录", _EVERYBODY),
    Rule("accounts.fail_sign_in", "登录失败", _EVERYBODY),
    Rule("accounts.sign_out", "退出", _EVERYBODY),
    Rule("accounts.change_own_password", "修改自己的密码", _EVERYBODY),
    Rule("accounts.enrol_totp", "绑定动态口令", _EVERYBODY),
    Rule("accounts.act_for", "切换身份", _EVERYBODY),
    Rule("audit.see", "查看操作记录", frozenset({Role.AUDITOR})),
    Rule("audit.verify", "核验操作记录", frozenset({Role.AUDITOR})),
    Rule("audit.export", "导出操作记录", frozenset({Role.AUDITOR})),
)


@dataclass(frozen=True, slots=True)
class GrantRecord:
    """One identity that a user may act in: role, scope, and the days for which it holds."""

    id: int
    role: Role
    scope: Scope
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class UserRecord:
    id: UserId
    username: str
    name: str
    is_active: bool
    locked_until: datetime | None
    has_totp: bool
    last_login: datetime | None
    grants: tuple[GrantRecord, ...]
