"""What can be done about benefits: run a month, confirm or dismiss what it proposes."""

from laoyou.benefits.verbs.asked import grant_asked
from laoyou.benefits.verbs.deciding import MOST, confirm, confirm_many, dismiss
from laoyou.benefits.verbs.runs import begin_run, fail_run, perform_run, resume_run

__all__ = [
    "MOST",
    "begin_run",
    "confirm",
    "confirm_many",
    "dismiss",
    "fail_run",
    "grant_asked",
    "perform_run",
    "resume_run",
]
