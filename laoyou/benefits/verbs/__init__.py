"""What can be done about benefits: run a month, confirm or dismiss what it proposes, collect what is due."""

from laoyou.benefits.verbs.deciding import MOST, confirm, confirm_many, dismiss
from laoyou.benefits.verbs.funds import choose_fund
from laoyou.benefits.verbs.paying import (
    collect,
    fail_collecting,
    follow_cancelled,
    follow_confirmed,
    perform_collecting,
    recover,
    resume_collecting,
)
from laoyou.benefits.verbs.runs import begin_run, fail_run, perform_run, resume_run

__all__ = [
    "MOST",
    "begin_run",
    "choose_fund",
    "collect",
    "confirm",
    "confirm_many",
    "dismiss",
    "fail_collecting",
    "fail_run",
    "follow_cancelled",
    "follow_confirmed",
    "perform_collecting",
    "perform_run",
    "recover",
    "resume_collecting",
    "resume_run",
]
