"""The one door for writes. `from laoyou import acts`, then `@acts.verb(...)`, `acts.emit(...)`."""

from laoyou.acts.door import act_id, check, emit, listen, nowhere, purpose, read, subject, verb, verbs

__all__ = ["act_id", "check", "emit", "listen", "nowhere", "purpose", "read", "subject", "verb", "verbs"]
