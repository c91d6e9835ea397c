"""Who may sign in, as what: the acts and records of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

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
    Rule("accounts.enrol_totp", "生成动态口令", _EVERYBODY),
    Rule("accounts.confirm_totp", "确认动态口令", _EVERYBODY),
    Rule("accounts.act_for", "切换身份", _EVERYBODY),
    Rule("accounts.admit_kin", "开通本人或家属的账号", frozenset()),
    Rule("accounts.give_kin", "给本人或家属一个人的身份", frozenset()),
    Rule("accounts.take_kin", "收回本人或家属的身份", frozenset()),
    Rule("accounts.load_demo", "载入演示账号", frozenset()),
    Rule("audit.see", "查看操作记录", frozenset({Role.AUDITOR})),
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
    """A user as administrators see him; `home` is the narrowest scope that holds all his grants."""

    id: UserId
    username: str
    name: str
    home: Scope
    is_active: bool
    must_change_password: bool
    locked_until: datetime | None
    has_totp: bool
    last_login: datetime | None
    grants: tuple[GrantRecord, ...]


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user just made, with the password that is shown this once."""

    id: UserId
    password: str


class DemoAccount(Protocol):
    """What a region says of one account of its demo."""

    @property
    def username(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> Role: ...
    @property
    def scope(self) -> Scope: ...
