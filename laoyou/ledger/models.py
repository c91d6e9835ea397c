"""The books. Entries and postings are only ever added; what spans rows is kept by triggers (migration
0002).
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Concat
from django.db.models.lookups import Regex

from laoyou.access.types import Scope, ScopeKind
from laoyou.ledger.types import MOST_AMOUNT, EntryKind, FundSource, HolderKind, Unit, Use
from laoyou.store.constraints import KeptByTrigger
from laoyou.store.scoped import ScopedQuerySet
from laoyou.store.spans import DateSpanField

PURPOSE_FORM = r"^[a-z][a-z0-9_]{0,31}$"
CODE_FORM = r"^[A-Za-z0-9_.:-]+$"


class AccountRows(ScopedQuerySet):
    """Accounts lie in a division, and belong to their holder."""

    scope_field = "division"

    def reached_by(self, scope: Scope) -> AccountRows:
        """Those that a scope covers: by division, or the accounts of the one body or person."""
        match scope.kind:
            case ScopeKind.ORGANISATION:
                return self.of(holder_kind=HolderKind.ORGANISATION.value, holder_id=int(scope.key))
            case ScopeKind.PERSON:
                return self.of(holder_kind=HolderKind.PERSON.value, holder_id=int(scope.key))
            case _:
                return self.within(scope.division_bounds())


def _known(field: str, words: type[Any]) -> Q:
    return Q(**{f"{field}__in": [word.value for word in words]})


_VOUCHER = Q(unit=Unit.VOUCHER_FEN.value)
_PERSON = Q(holder_kind=HolderKind.PERSON.value)


class Account(models.Model):
    """What somebody has in one currency. Whose, in what and why never changes; see `NewAccount` for the
    fields.
    """

    holder_kind = models.CharField(max_length=12)
    holder_id = models.BigIntegerField()
    unit = models.CharField(max_length=12)
    purpose = models.CharField(max_length=32, blank=True)
    expires_on = models.DateField(null=True)
    returns_to = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    source = models.CharField(max_length=16, blank=True)
    name = models.CharField(max_length=100, blank=True)
    division = models.CharField(max_length=12)
    keeps_above_zero = models.BooleanField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    objects = AccountRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ledger_account_holder_known",
                condition=_known("holder_kind", HolderKind) & Q(holder_id__gt=0),
                violation_error_message="账户只属于专项资金、个人、机构或外部往来。",
            ),
            models.CheckConstraint(
                name="ledger_account_unit_known",
                condition=_known("unit", Unit),
                violation_error_message="账户只记资金、服务券或服务时间。",
            ),
            models.CheckConstraint(
                name="ledger_account_source_of_funds",
                condition=Q(holder_kind=HolderKind.FUND.value) & _known("source", FundSource)
                | ~Q(holder_kind=HolderKind.FUND.value) & Q(source=""),
                violation_error_message="专项资金要写明来源，其他账户不写。",
            ),
            models.CheckConstraint(
                name="ledger_account_named_unless_a_persons",
                condition=_PERSON & Q(name="") | ~_PERSON & ~Q(name=""),
                violation_error_message="账户要有名称；个人账户不写姓名。",
            ),
            models.CheckConstraint(
                name="ledger_account_division_form",
                condition=Q(division__regex=r"^[0-9]{12}$"),
                violation_error_message="区划代码应为 12 位数字。",
            ),
            models.CheckConstraint(
                name="ledger_account_voucher_purpose",
                condition=_VOUCHER & Q(purpose__regex=PURPOSE_FORM) | ~_VOUCHER & Q(purpose=""),
                violation_error_message="服务券账户要写明用途，其他账户不写。",
            ),
            models.CheckConstraint(
                name="ledger_account_voucher_expiry",
                condition=_VOUCHER & _PERSON & Q(expires_on__isnull=False, returns_to__isnull=False)
                | ~(_VOUCHER & _PERSON) & Q(expires_on__isnull=True),
                violation_error_message="个人的服务券要有截止日和收回的资金账户，其他账户没有截止日。",
            ),
            models.CheckConstraint(
                name="ledger_account_persons_not_overdrawn",
                condition=Q(keeps_above_zero=True) | ~_PERSON | Q(unit=Unit.FEN.value),
                violation_error_message="个人的服务券和服务时间不能透支。",
            ),
            models.CheckConstraint(
                name="ledger_account_closed_after_opened",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=models.F("opened_on")),
                violation_error_message="销户日期不能早于开户日期。",
            ),
            models.UniqueConstraint(
                name="ledger_account_once",
                fields=["holder_kind", "holder_id", "unit", "purpose", "returns_to", "expires_on"],
                nulls_distinct=False,
                violation_error_message="这个账户已经开立，不用再开。",
            ),
            KeptByTrigger(
                name="ledger_account_unchanged",
                violation_error_message="账户的归属、单位和用途不能改，请另开账户。",
            ),
            KeptByTrigger(
                name="ledger_account_closed_empty",
                violation_error_message="账户还有余额，请先结清再销户。",
            ),
        ]
        indexes = [
            models.Index(fields=["holder_kind", "name", "id"], name="ledger_account_list"),
            models.Index(fields=["division", "holder_kind"], name="ledger_account_division"),
            models.Index(
                fields=["expires_on"], condition=Q(expires_on__isnull=False), name="ledger_account_expiring"
            ),
        ]


class Journal(models.Model):
    """What one act posted: the entries numbered from its id to `last_entry`, complete and balanced at
    commit.
    """

    id = models.BigIntegerField(primary_key=True)
    last_entry = models.BigIntegerField()
    act_id = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ledger_journal_runs_forward",
                condition=Q(last_entry__gte=models.F("id")),
                violation_error_message="记账批次的编号前后颠倒。",
            ),
            KeptByTrigger(
                name="ledger_journal_complete",
                violation_error_message="这批凭证没有记全，什么都没有记入，请重新办理。",
            ),
        ]


class Entry(models.Model):
    """A balanced entry (记账凭证). Its lines are numbered from 1 to `lines`, so that none can be added
    later.
    """

    journal = models.ForeignKey(
        Journal, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    day = models.DateField()
    kind = models.CharField(max_length=12)
    use = models.CharField(max_length=12, blank=True)
    cause_kind = models.CharField(max_length=24)
    cause_id = models.BigIntegerField()
    cause_part = models.CharField(max_length=40, blank=True)
    memo = models.CharField(max_length=64, blank=True)
    reverses = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    lines = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ledger_entry_kind_known",
                condition=_known("kind", EntryKind),
                violation_error_message="没有这种凭证类型。",
            ),
            models.CheckConstraint(
                name="ledger_entry_payment_says_its_use",
                condition=Q(kind=EntryKind.PAYMENT.value) & _known("use", Use)
                | ~Q(kind=EntryKind.PAYMENT.value) & Q(use=""),
                violation_error_message="支出要写明用途，其他凭证不写。",
            ),
            models.CheckConstraint(
                name="ledger_entry_codes_only",
                condition=Q(Regex(Concat("cause_kind", "cause_part", "memo"), CODE_FORM)) & ~Q(cause_kind=""),
                violation_error_message="事由和摘要只写代码（字母、数字、连字符），不写文字。",
            ),
            models.CheckConstraint(
                name="ledger_entry_two_lines",
                condition=Q(lines__gte=2),
                violation_error_message="一张凭证至少有两行，一收一付。",
            ),
            models.UniqueConstraint(
                name="ledger_entry_once",
                fields=["cause_kind", "cause_id", "cause_part"],
                violation_error_message="这件事已经记过账，没有重复记。请核对原来的凭证。",
            ),
            models.UniqueConstraint(
                name="ledger_entry_reversed_once",
                fields=["reverses"],
                condition=Q(reverses__isnull=False),
                violation_error_message="这张凭证已经冲正过。",
            ),
            KeptByTrigger(
                name="ledger_entry_in_its_journal",
                violation_error_message="凭证不在记账批次之内，没有记入。",
            ),
            KeptByTrigger(
                name="ledger_entry_books_open",
                violation_error_message="这一天已经结账，不能再记账。请用今天的日期记账。",
            ),
            KeptByTrigger(
                name="ledger_entry_not_ahead",
                violation_error_message="记账日期不能晚于今天。",
            ),
            KeptByTrigger(
                name="ledger_entry_balanced",
                violation_error_message="凭证借贷不平，收付两方的合计不相等，什么都没有记入。请核对各行金额。",
            ),
            KeptByTrigger(
                name="ledger_entry_mirrors",
                violation_error_message="冲正凭证要与原凭证逐行相反，什么都没有记入。",
            ),
        ]


class Posting(models.Model):
    """A line of an entry. `day` and `kind` repeat the entry's, so that sums need the index alone."""

    pk = models.CompositePrimaryKey("entry_id", "line")
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    line = models.IntegerField()
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    amount = models.BigIntegerField()
    day = models.DateField()
    kind = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ledger_posting_amount",
                condition=Q(amount__range=(-MOST_AMOUNT, MOST_AMOUNT)) & ~Q(amount=0),
                violation_error_message="金额不能为零，也不能超过一千亿元。",
            ),
            KeptByTrigger(
                name="ledger_posting_of_its_entry",
                violation_error_message="这一行与它的凭证对不上，没有记入。",
            ),
            KeptByTrigger(
                name="ledger_posting_on_an_account",
                violation_error_message="没有这个账户，没有记入。请重新选择账户。",
            ),
            KeptByTrigger(
                name="ledger_posting_account_open",
                violation_error_message="账户在这一天还没有开立，或者已经销户，不能记账。",
            ),
            KeptByTrigger(
                name="ledger_posting_voucher_valid",
                violation_error_message="服务券已过截止日，不能使用。",
            ),
            KeptByTrigger(
                name="ledger_posting_above_zero",
                violation_error_message="余额不足，没有记入。请核对金额或先补足余额。",
            ),
            KeptByTrigger(
                name="ledger_posting_within_budget",
                violation_error_message="超出这个账户的预算，没有记入。请先调整预算。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "day", "entry", "line"],
                include=["amount", "kind"],
                name="ledger_posting_statement",
            ),
            BrinIndex(fields=["day"], name="ledger_posting_days"),
        ]


class Closing(models.Model):
    """The books are closed through a day: nothing is posted on it or before it any more (结账)."""

    through = models.DateField(primary_key=True)
    act_id = models.UUIDField()
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [
            KeptByTrigger(
                name="ledger_closing_forward",
                violation_error_message="结账日期要晚于上次结账，早于今天。",
            ),
        ]


class Checkpoint(models.Model):
    """What the postings of a busy account came to when the books were closed. Reckoned, never decreed."""

    pk = models.CompositePrimaryKey("account_id", "through")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    through = models.DateField()
    balance = models.BigIntegerField()
    spent = models.BigIntegerField()


class Budget(models.Model):
    """How much of an account may be used in a span of days; a later word on the same span supersedes it."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    span = DateSpanField()
    amount = models.BigIntegerField()
    hard = models.BooleanField()
    warn_percent = models.IntegerField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ledger_budget_amount",
                condition=Q(amount__range=(0, MOST_AMOUNT)),
                violation_error_message="预算不能是负数，也不能超过一千亿元。",
            ),
            models.CheckConstraint(
                name="ledger_budget_warning",
                condition=Q(warn_percent__range=(1, 100)),
                violation_error_message="预警线在 1% 到 100% 之间。",
            ),
            models.CheckConstraint(
                name="ledger_budget_ends",
                condition=Q(span__lower_inf=False, span__upper_inf=False),
                violation_error_message="预算要有起止日期。",
            ),
            ExclusionConstraint(
                name="ledger_budget_no_overlap",
                expressions=[("account", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
                condition=Q(superseded_at__isnull=True),
                violation_error_message="这个账户在这段时间已有预算。请改用相同的起止日期调整，或另选日期。",
            ),
            KeptByTrigger(
                name="ledger_budget_only_superseded",
                violation_error_message="预算只能被新的预算代替，不能改写。",
            ),
        ]
