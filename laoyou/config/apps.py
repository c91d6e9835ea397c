"""The program assembled: when Django's models are ready, the wiring is laid."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string


class LaoyouConfig(AppConfig):
    name = "laoyou.config"

    def ready(self) -> None:
        # By name, not by import: the wiring reaches models, which may not be imported while apps are listed.
        import_string("laoyou.config.wiring.lay")()
