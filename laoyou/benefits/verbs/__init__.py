"""What can be done about benefits: run a month, confirm what it proposes, see who lives, hold back."""

from laoyou.benefits.verbs.deciding import MOST, confirm, confirm_many, dismiss
from laoyou.benefits.verbs.runs import begin_run, fail_run, perform_run, resume_run
from laoyou.benefits.verbs.survival import prove_alive, prove_many, take_back_proof, warn
from laoyou.benefits.verbs.suspensions import forfeit, resume, suspend

__all__ = [
    "MOST",
    "begin_run",
    "confirm",
    "confirm_many",
    "dismiss",
    "fail_run",
    "forfeit",
    "perform_run",
    "prove_alive",
    "prove_many",
    "resume",
    "resume_run",
    "suspend",
    "take_back_proof",
    "warn",
]
