"""Numbers of accounts: what is typed, brought to digits and checked as far as a number can be checked.

A bank card has 16 to 19 digits, the last of which is a check digit (GB/T 15694.1, ISO/IEC 7812-1: the Luhn
formula). Passbooks and the accounts of bodies follow the rules of their bank alone: their length is looked
at.
"""

from __future__ import annotations

import re

from laoyou.kernel.errors import Invalid
from laoyou.kernel.text import compact, half_width, plain_dashes
from laoyou.payments.types import AccountKind, HeldBy, NewAccount, PayeeKind
from laoyou.people.types import RELATION_LABELS, Relation

LONGEST_BANK, LONGEST_HOLDER, LONGEST_REMARK = 60, 64, 100
_CARD = re.compile(r"[0-9]{16,19}", re.ASCII)
_OTHER = re.compile(r"[0-9]{8,30}", re.ASCII)
NO_KIN = frozenset({Relation.HEAD, Relation.NEIGHBOUR, Relation.VILLAGE_CADRE, Relation.OTHER})
DRAWING_KIN = {relation: label for relation, label in RELATION_LABELS.items() if relation not in NO_KIN}
"""Who may draw for somebody: kin. Neither neighbours nor officials of the village."""


def luhn_holds(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def number_of(kind: AccountKind, text: str) -> str:
    """The digits of an account's number. Raises Invalid (`card_length`, `card_check`, `account_length`)."""
    digits = plain_dashes(compact(text)).replace("-", "")
    if kind is AccountKind.CARD:
        if not _CARD.fullmatch(digits):
            raise Invalid(
                "银行卡号应为 16 至 19 位数字，请对照卡片核对。如果是存折，请选“存折”。",
                "card_length",
                "number",
            )
        if not luhn_holds(digits):
            raise Invalid(
                "银行卡号的校验位不对，多半是抄错了一位，请对照卡片逐位核对。", "card_check", "number"
            )
    elif not _OTHER.fullmatch(digits):
        raise Invalid("账号应为 8 至 30 位数字，请对照存折或开户许可核对。", "account_length", "number")
    return digits


def tail_of(digits: str) -> str:
    """The last four digits, by which an account is named and a receipt compared."""
    return digits[-4:]


def checked(payee: PayeeKind, given: NewAccount) -> NewAccount:
    """The account in its canonical form.

    Raises Invalid: codes of `number_of`; `account_bank`, `account_holder`, `account_remark` for words that
    are missing or too long; `account_kind` when a body has a card, or a person a body's account;
    `account_kin` when kin draw without relation or consent, or somebody draws for a body.
    """
    if (given.kind is AccountKind.CORPORATE) != (payee is PayeeKind.ORGANISATION):
        raise Invalid("机构只能登记对公账户，个人只能登记银行卡或存折。", "account_kind", "kind")
    remark = _words(given.remark, LONGEST_REMARK, "account_remark", "remark", "备注")
    if given.kind is AccountKind.PASSBOOK and not remark:
        raise Invalid("存折号没有校验位，请在备注里写明由谁核对过原件。", "account_remark", "remark")
    _check_kin(payee, given)
    return NewAccount(
        kind=given.kind,
        bank=_needed(given.bank, LONGEST_BANK, "account_bank", "bank", "开户银行"),
        number=number_of(given.kind, given.number),
        holder=_needed(given.holder, LONGEST_HOLDER, "account_holder", "holder", "户名"),
        since=given.since,
        held_by=given.held_by,
        relation=given.relation,
        consent_on=given.consent_on,
        remark=remark,
    )


def _check_kin(payee: PayeeKind, given: NewAccount) -> None:
    if given.held_by is HeldBy.SELF:
        if given.relation is not None or given.consent_on is not None:
            raise Invalid("本人的账户不用填写亲属关系和同意日期，请清空。", "account_kin", "held_by")
        return
    if payee is PayeeKind.ORGANISATION:
        raise Invalid("机构的款项不能由他人代领，请登记本单位的账户。", "account_kin", "held_by")
    if given.relation not in DRAWING_KIN:
        raise Invalid("亲属代领要选明亲属关系；邻居、村干部不能代领。", "account_kin", "relation")
    if given.consent_on is None:
        raise Invalid("亲属代领要有本人（或监护人）书面同意，请填写同意的日期。", "account_kin", "consent_on")
    if given.consent_on > given.since:
        raise Invalid("同意的日期不能晚于账户启用的日期，请核对。", "account_kin", "consent_on")


def _words(text: str, longest: int, code: str, field: str, label: str) -> str:
    plain = " ".join(half_width(text).split())
    if len(plain) > longest:
        raise Invalid(f"{label}超过 {longest} 个字，请核对。", code, field)
    return plain


def _needed(text: str, longest: int, code: str, field: str, label: str) -> str:
    plain = _words(text, longest, code, field, label)
    if not plain:
        raise Invalid(f"请填写{label}。", code, field)
    return plain
