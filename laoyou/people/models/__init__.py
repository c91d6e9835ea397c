"""The register's tables, by noun."""

from laoyou.people.models.batches import Batch, ColumnMapping, Reject, Review, RowTrace
from laoyou.people.models.facts import StatusFact
from laoyou.people.models.merges import Merge, MergeMove
from laoyou.people.models.persons import Abode, Document, OtherName, Person, Phone
from laoyou.people.models.relations import Contact, Guardianship, Household, Kinship, Membership

__all__ = [
    "Abode",
    "Batch",
    "ColumnMapping",
    "Contact",
    "Document",
    "Guardianship",
    "Household",
    "Kinship",
    "Membership",
    "Merge",
    "MergeMove",
    "OtherName",
    "Person",
    "Phone",
    "Reject",
    "Review",
    "RowTrace",
    "StatusFact",
]
