"""A table whose rows belong to somewhere: reading it without saying for whom is an error, not a leak."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, Self

from django.db import models


class UnscopedRead(RuntimeError):
    """A queryset over a scoped table was evaluated before it was narrowed. A fault of the program."""


class ScopedQuerySet(models.QuerySet[Any]):
    """A queryset that refuses to be read until `within`, `of` or `for_the_system` has been called.

    `scope_field` names the 12-digit division column of the model. Joined with an unscoped one it is unscoped.
    `update` needs no scope: a verb changes rows by key, after the door has asked for the subject itself.
    `delete` does: nothing is deleted here by the way.
    """

    scope_field = "division_id"
    _scoped = False

    def within(self, bounds: tuple[str, str] | None) -> Self:
        """Rows whose division code lies in `lo <= code < hi`; None is everywhere (see access.Scope)."""
        if bounds is None:
            return self._mark(self.all())
        low, high = bounds
        return self._mark(self.filter(**{f"{self.scope_field}__gte": low, f"{self.scope_field}__lt": high}))

    def of(self, **key: Any) -> Self:
        """Rows named by key, after the caller has checked the permission for the subject itself."""
        return self._mark(self.filter(**key))

    def for_the_system(self) -> Self:
        """All rows: for jobs, intake and checks that act for nobody in particular."""
        return self._mark(self.all())

    def _mark(self, queryset: Self) -> Self:
        queryset._scoped = True
        return queryset

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._scoped = self._scoped
        return clone

    def __or__(self, other: ScopedQuerySet) -> Self:  # type: ignore[override]
        return self._joined(super().__or__(other), other)

    def __xor__(self, other: ScopedQuerySet) -> Self:  # type: ignore[override]
        return self._joined(super().__xor__(other), other)

    def union(self, *others: ScopedQuerySet, all: bool = False) -> Self:  # type: ignore[override]
        return self._joined(super().union(*others, all=all), *others)

    def _joined(self, result: Any, *others: ScopedQuerySet) -> Self:
        joined: Self = result._chain()
        joined._scoped = self._scoped and all(other._scoped for other in others)
        return joined

    def _need_scope(self) -> None:
        if not self._scoped:
            raise UnscopedRead(f"{self.model.__name__} read without a scope: call within(), of() first")

    def _fetch_all(self) -> None:
        self._need_scope()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        self._need_scope()
        return super().iterator(*args, **kwargs)

    def aiterator(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        self._need_scope()
        return super().aiterator(*args, **kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._need_scope()
        return super().delete()

    def count(self) -> int:
        self._need_scope()
        return super().count()

    def exists(self) -> bool:
        self._need_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._need_scope()
        return super().aggregate(*args, **kwargs)
