"""The body of a fund rule: of what some funds take in a period, a share goes to a purpose."""

from __future__ import annotations

from fractions import Fraction

from laoyou.policies.core.reading import Faults, Section, meant
from laoyou.policies.core.vocabulary import funds
from laoyou.policies.types import FundRule, Per

KEYS = {
    "funds": "资金",
    "purpose": "用途",
    "at_least": "不低于",
    "per": "周期",
    "says": "规则的说法",
    "article": "条款",
}


def read(section: Section, faults: Faults) -> FundRule:
    """What can be read; `faults` tells whether it counts."""
    for leaf in section.words("funds", needed=True):
        if leaf.text not in funds():
            faults.add(leaf.mark, "fund", f"没有“{leaf.text[:40]}”这项资金{meant(leaf.text, funds())}。")
    return FundRule(
        funds=tuple(leaf.text for leaf in section.words("funds")),
        purpose=section.name("purpose"),
        at_least=section.share("at_least") or Fraction(1),
        per=section.word("per", Per, default=Per.YEAR) or Per.YEAR,
        says=section.text("says"),
        article=section.text("article", longest=100),
    )
