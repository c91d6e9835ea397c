"""What is done to claims: by whoever files them, and by whoever decides them."""

from laoyou.subsidies.verbs.deciding import approve, collect, refuse, send_back
from laoyou.subsidies.verbs.filing import file, state, submit, withdraw

__all__ = ["approve", "collect", "file", "refuse", "send_back", "state", "submit", "withdraw"]
