"""The one door for writes. `from laoyou import acts`, then `@acts.verb(...)`, `acts.emit(...)`."""

from laoyou.acts.door import check, emit, listen, nowhere, purpose, read, subject, verb, verbs

__all__ = ["check", "emit", "listen", "nowhere", "purpose", "read", "subject", "verb", "verbs"]
