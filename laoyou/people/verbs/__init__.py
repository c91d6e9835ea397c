"""The register's writers: sentences, each permitted, audited and told by the door (`acts`)."""

from laoyou.people.verbs.abodes import move
from laoyou.people.verbs.contacts import name_contact, order_contacts, remove_contact, set_consent
from laoyou.people.verbs.deaths import correct_death, record_death, withdraw_death
from laoyou.people.verbs.facts import correct_fact, end_fact, record_fact, withdraw_fact
from laoyou.people.verbs.guardians import appoint_guardian, end_guardianship, record_kin, remove_kin
from laoyou.people.verbs.households import join_household, leave_household, open_household
from laoyou.people.verbs.merging import approve_merge, propose_merge, refuse_merge, undo_merge
from laoyou.people.verbs.papers import add_document, add_phone, retire_document, retire_phone
from laoyou.people.verbs.register import correct, register

__all__ = [
    "add_document",
    "add_phone",
    "appoint_guardian",
    "approve_merge",
    "correct",
    "correct_death",
    "correct_fact",
    "end_fact",
    "end_guardianship",
    "join_household",
    "leave_household",
    "move",
    "name_contact",
    "open_household",
    "order_contacts",
    "propose_merge",
    "record_death",
    "record_fact",
    "record_kin",
    "refuse_merge",
    "register",
    "remove_contact",
    "remove_kin",
    "retire_document",
    "retire_phone",
    "set_consent",
    "undo_merge",
    "withdraw_death",
    "withdraw_fact",
]
