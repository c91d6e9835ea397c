"""The few kinds of refusal. Each carries one Chinese sentence for the reader and a code for programs."""

from __future__ import annotations


class LaoyouError(Exception):
    """A refusal that a person may read.

    `message` is a Chinese sentence naming what is wrong and the remedy; `code` is a stable English word
    that tests and callers compare. `str(error)` is the sentence.
    """

    default_code = "error"

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code if code is not None else self.default_code

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.message!r}, code={self.code!r})"


class Forbidden(LaoyouError):
    """The actor may not do this here."""

    default_code = "forbidden"


class NotFound(LaoyouError):
    """There is no such thing within the actor's sight."""

    default_code = "not_found"


class Conflict(LaoyouError):
    """What is asked contradicts what already stands."""

    default_code = "conflict"


class Invalid(LaoyouError):
    """The input is wrong in itself; `field` names the input where one is known."""

    default_code = "invalid"

    def __init__(self, message: str, code: str | None = None, field: str | None = None) -> None:
        super().__init__(message, code)
        self.field = field

    def __reduce__(self) -> tuple[type[Invalid], tuple[str, str, str | None]]:
        return type(self), (self.message, self.code, self.field)

    def at(self, field: str) -> Invalid:
        """The same refusal, said of the named input."""
        return type(self)(self.message, self.code, field)
