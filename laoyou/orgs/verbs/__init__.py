"""The writers of orgs: sentences, each permitted, audited and told by the door (`acts`)."""

from laoyou.orgs.verbs.organisations import change, register, set_standing
from laoyou.orgs.verbs.parts import add_site, appoint, close_site
from laoyou.orgs.verbs.rosters import load_roster

__all__ = [
    "add_site",
    "appoint",
    "change",
    "close_site",
    "load_roster",
    "register",
    "set_standing",
]
