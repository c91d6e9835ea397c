"""What may be asked of claims: their lists, what the law says of them, who has not claimed."""

from laoyou.subsidies.reads import candidates, claims, current, deciding, known, laws

__all__ = ["candidates", "claims", "current", "deciding", "known", "laws"]
