"""What can be done about letters: written within somebody's act, printed, handed over; and whom to ask."""

from laoyou.notices.verbs.offices import set_office
from laoyou.notices.verbs.sending import hand_over, print_letters, read_online, take_back
from laoyou.notices.verbs.writing import write, write_many

__all__ = ["hand_over", "print_letters", "read_online", "set_office", "take_back", "write", "write_many"]
