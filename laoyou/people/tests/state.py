"""The whole register at a moment, to compare it with itself later."""

from __future__ import annotations

from typing import Any

from django.apps import apps


def register_state() -> dict[str, list[dict[str, Any]]]:
    """Every row of the register, but for the merges themselves."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for model in apps.get_app_config("people").get_models():
        if not model.__name__.startswith("Merge"):
            queryset = model._base_manager.order_by("pk")
            rows[model.__name__] = [
                {name: bytes(v) if isinstance(v, memoryview) else v for name, v in row.items()}
                for row in queryset.values()
            ]
    return rows
