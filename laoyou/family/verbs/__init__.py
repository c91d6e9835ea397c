"""The writers of family: sentences, each permitted, audited and told by the door (`acts`)."""

from laoyou.family.verbs.dying import follow_death, follow_life
from laoyou.family.verbs.ending import end
from laoyou.family.verbs.inviting import invite
from laoyou.family.verbs.joining import join, try_letter
from laoyou.family.verbs.merging import follow_merge

__all__ = ["end", "follow_death", "follow_life", "follow_merge", "invite", "join", "try_letter"]
