"""What can be done about benefits: decide a month, confirm, collect what is due, see who lives, hold back."""

from laoyou.benefits.verbs.asked import grant_asked
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
from laoyou.benefits.verbs.survival import prove_alive, prove_many, take_back_proof, warn
from laoyou.benefits.verbs.suspensions import forfeit, resume, suspend

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
    "forfeit",
    "grant_asked",
    "perform_collecting",
    "perform_run",
    "prove_alive",
    "prove_many",
    "recover",
    "resume",
    "resume_collecting",
    "resume_run",
    "suspend",
    "take_back_proof",
    "warn",
]
