"""The writers of assessments: sentences, each permitted, audited and told by the door (`acts`)."""

from laoyou.assessment.verbs.beginning import begin, reassign, void
from laoyou.assessment.verbs.disputes import dispute, drop_dispute
from laoyou.assessment.verbs.filling import answer, reopen, sign
from laoyou.assessment.verbs.merging import follow_merge
from laoyou.assessment.verbs.results import conclude, revoke

__all__ = [
    "answer",
    "begin",
    "conclude",
    "dispute",
    "drop_dispute",
    "follow_merge",
    "reassign",
    "reopen",
    "revoke",
    "sign",
    "void",
]
