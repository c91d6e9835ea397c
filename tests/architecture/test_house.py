"""The rules of the house, kept by machine. Lists of exceptions are exact, and may only shrink."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Role
from tests.architecture import source

MAX_LINES = 400
LONGER_FILES: frozenset[str] = frozenset({"laoyou/people/tests/intake/test_register.py"})

MAY_READ_THE_CLOCK = ("pages", "pages.py", "tasks.py", "middleware.py", "config")
ELSEWHERE_READING_THE_CLOCK = frozenset(
    {
        "laoyou/kernel/clock.py",
        "laoyou/kernel/ids.py",  # uuid7 without an instant, for ids that no act gives
        "laoyou/web/templatetags/web.py",  # "3 days ago" on a page that has no request
    }
)
CLOCKS = frozenset(
    {
        "timezone.now",
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "clock.now",
        "time.time",
    }
)
ATTICS = frozenset({"utils", "helpers", "common", "misc", "managers", "services"})
SIGNALS = (
    "django.dispatch",
    "django.db.models.signals",
    "django.core.signals",
    "django.contrib.auth.signals",
)

UNUSED_ACTS: frozenset[str] = frozenset()


def test_import_contracts_are_kept(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(source.ROOT)

    status = lint_imports(config_filename="importlinter.ini", no_cache=True)

    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("laoyou.")]


def relations() -> list[tuple[type[models.Model], Any]]:
    return [
        (model, field)
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
    ]


def room(thing: object) -> str:
    return str(getattr(thing, "__module__", "")).split(".")[1]


def test_foreign_keys_go_down_only() -> None:
    floors = source.floors()
    wrong = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model, field in relations()
        if room(model) != room(field.related_model)
        and floors[room(model)] <= floors[room(field.related_model)]
    ]

    assert wrong == []


def test_no_relation_leads_back() -> None:
    wrong = [
        f"{model.__name__}.{field.name}"
        for model, field in relations()
        if field.remote_field.related_name != "+"
    ]

    assert wrong == []


def test_nothing_is_deleted_because_something_else_is() -> None:
    wrong = [
        f"{model.__name__}.{field.name}"
        for model, field in relations()
        if field.remote_field.on_delete not in (models.PROTECT, models.RESTRICT)
    ]

    assert wrong == []


def test_no_model_saves_in_its_own_way_or_orders_behind_ones_back() -> None:
    for model in our_models():
        assert not {"save", "delete"} & set(vars(model)), model
        assert not model._meta.ordering, model


def verbs_of_the_house() -> dict[str, str]:
    """Act and room of every verb, after every room's verbs have been imported."""
    for path in source.program_files():
        parts = path.relative_to(source.ROOT).with_suffix("").parts
        if len(parts) > 2 and parts[2] == "verbs":
            importlib.import_module(".".join(part for part in parts if part != "__init__"))
    return {act: room(sentence) for act, sentence in acts.verbs().items()}


def test_every_verb_has_a_rule_and_bears_the_name_of_its_room() -> None:
    found = verbs_of_the_house()

    assert found
    assert set(found) - set(rules.registered()) == set()
    assert {act for act, context in found.items() if act.partition(".")[0] != context} == set()


def test_every_act_that_has_a_rule_is_done_or_asked_somewhere() -> None:
    spoken = {
        node.value
        for path in source.program_files()
        if path.name != "types.py"
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert set(rules.registered()) - spoken == UNUSED_ACTS


def test_administrators_administer_and_see_nobody() -> None:
    """Who makes users does not look into the register (separation of duties, GB/T 22239-2019, 8.1.5)."""
    theirs = {act for act, rule in rules.registered().items() if Role.ADMINISTRATOR in rule.roles}

    assert {act for act in theirs if act.startswith("people.")} == set()


def reads_a_clock(path: Path) -> bool:
    names = set(source.imported(source.tree(path)))
    if "laoyou.kernel.clock.now" in names:
        return True
    return any(
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and f"{node.value.id}.{node.attr}" in CLOCKS
        for node in ast.walk(source.tree(path))
    )


def test_the_clock_is_read_at_the_edge_alone() -> None:
    below = [path for path in source.program_files() if not set(path.parts) & set(MAY_READ_THE_CLOCK)]

    assert {source.name(path) for path in below if reads_a_clock(path)} == ELSEWHERE_READING_THE_CLOCK


def hides_an_import(path: Path) -> bool:
    module = source.tree(path)
    functions = (
        node
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    )
    inside = (node for function in functions for node in ast.walk(function))
    hidden = any(isinstance(node, ast.Import | ast.ImportFrom) for node in inside)
    return hidden or "typing.TYPE_CHECKING" in set(source.imported(module))


def test_imports_stand_on_top_for_all_to_see() -> None:
    assert [source.name(path) for path in source.files() if hides_an_import(path)] == []


def test_nothing_happens_by_signal() -> None:
    listening = {
        source.name(path)
        for path in source.program_files()
        if any(found.startswith(SIGNALS) for found in source.imported(source.tree(path)))
    }

    assert listening == set()


def test_there_is_no_attic() -> None:
    assert [
        source.name(path) for path in source.files() if path.stem in ATTICS or ATTICS & set(path.parts)
    ] == []


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    longer = {
        source.name(path)
        for path in source.files()
        if len(path.read_text(encoding="utf-8").splitlines()) > MAX_LINES
    }

    assert longer == LONGER_FILES


def test_every_test_is_a_sentence() -> None:
    short = [
        f"{source.name(path)}: {node.name}"
        for path in source.files()
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and node.name.count("_") < 3
    ]

    assert short == []
