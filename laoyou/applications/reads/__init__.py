"""What may be asked of applications and appeals."""

from laoyou.applications.reads import appeals, applications, checklist, deciding, papers, procedure
from laoyou.applications.reads.appeals import AppealRecord
from laoyou.applications.reads.applications import ApplicationRecord
from laoyou.applications.reads.own import OwnAffairs, of_person
from laoyou.applications.reads.papers import PaperRecord

__all__ = [
    "AppealRecord",
    "ApplicationRecord",
    "OwnAffairs",
    "PaperRecord",
    "appeals",
    "applications",
    "checklist",
    "deciding",
    "of_person",
    "papers",
    "procedure",
]
