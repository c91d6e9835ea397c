"""The register's writers: sentences, each permitted, audited and told by the door (`acts`)."""

from laoyou.people.verbs.abodes import move
from laoyou.people.verbs.papers import add_document, add_phone, retire_document, retire_phone
from laoyou.people.verbs.register import correct, register

__all__ = [
    "add_document",
    "add_phone",
    "correct",
    "move",
    "register",
    "retire_document",
    "retire_phone",
]
