"""What can be done about applications and appeals.

For the person and his family: `submit`, `add_document`, `remove_document`, `hand_in`, `withdraw`, `appeal`,
`add_appeal_document`, `withdraw_appeal`, by an actor for the person's scope.
"""

from laoyou.applications.verbs.appealing import appeal, reject, settle, uphold, withdraw_appeal
from laoyou.applications.verbs.asking import hand_in, submit, withdraw
from laoyou.applications.verbs.handling import accept, approve, ask_papers, refuse, reopen, verify
from laoyou.applications.verbs.papers import add_appeal_document, add_document, remove_document

__all__ = [
    "accept",
    "add_appeal_document",
    "add_document",
    "appeal",
    "approve",
    "ask_papers",
    "hand_in",
    "refuse",
    "reject",
    "remove_document",
    "reopen",
    "settle",
    "submit",
    "uphold",
    "verify",
    "withdraw",
    "withdraw_appeal",
]
