"""Users and the identities granted to them."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models

from laoyou.access.types import Role, ScopeKind
from laoyou.store.spans import DateSpanField


class User(AbstractBaseUser):
    """Somebody who signs in. What he may do is in his grants, never here.

    `home` is the narrowest scope that holds all his grants: who administers that, administers him.
    """

    username = models.CharField(max_length=40)
    name = models.CharField(max_length=64)
    home_kind = models.CharField(max_length=16)
    home_key = models.CharField(max_length=24, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    failed_attempts = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    totp_sealed = models.BinaryField(null=True)
    totp_last_step = models.BigIntegerField(default=0)
    totp_confirmed_at = models.DateTimeField(null=True)

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "username"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="accounts_user_username_once",
                fields=["username"],
                violation_error_message="这个用户名已经有人用了，请换一个。",
            ),
            models.CheckConstraint(
                name="accounts_user_totp_confirmed",
                condition=models.Q(totp_confirmed_at__isnull=True) | models.Q(totp_sealed__isnull=False),
                violation_error_message="动态口令还没有生成，不能确认。",
            ),
            models.CheckConstraint(
                name="accounts_user_username_plain",
                condition=models.Q(username__regex=r"^[a-z0-9][a-z0-9._-]{1,39}$"),
                violation_error_message="用户名只能用小写字母、数字、点、横线和下划线，至少两个字符。",
            ),
        ]


class Grant(models.Model):
    """A role for a scope, while its span lasts and until it is revoked."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24)
    scope_kind = models.CharField(max_length=16)
    scope_key = models.CharField(max_length=24, blank=True)
    span = DateSpanField()
    granted_by = models.BigIntegerField(null=True)
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="accounts_grant_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("scope_kind", RangeOperators.EQUAL),
                    ("scope_key", RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(revoked_at__isnull=True),
                violation_error_message="这个用户在这段时间已经有同样的身份，不必重复授予。",
            ),
            models.CheckConstraint(
                name="accounts_grant_role_known",
                condition=models.Q(role__in=[role.value for role in Role if role is not Role.SYSTEM]),
                violation_error_message="没有这种身份。",
            ),
            models.CheckConstraint(
                name="accounts_grant_family_of_person",
                condition=~models.Q(role=Role.FAMILY.value) | models.Q(scope_kind=ScopeKind.PERSON.value),
                violation_error_message="本人或家属只能看一个人的事，范围应是这个人。",
            ),
            models.CheckConstraint(
                name="accounts_grant_scope_known",
                condition=models.Q(scope_kind__in=[kind.value for kind in ScopeKind])
                & (
                    models.Q(scope_kind="everything", scope_key="")
                    | ~models.Q(scope_kind="everything") & ~models.Q(scope_key="")
                ),
                violation_error_message="身份的范围没有填写完整。",
            ),
        ]
        indexes = [models.Index(fields=["user"], name="accounts_grant_user")]


class Address(models.Model):
    """A network address from which signing in failed of late: guessing is slowed for all names at once."""

    address = models.GenericIPAddressField(primary_key=True)
    failures = models.PositiveIntegerField()
    counted_since = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)
