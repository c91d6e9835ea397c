"""What the surroundings may say to Laoyou, and how nonsense is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from laoyou.config.environment import ROOT, VARIABLES, Crypto, Database, EnvironmentRefused, load


def test_an_empty_environment_has_workable_defaults() -> None:
    environment = load({})

    assert environment.database is None
    assert environment.home == ROOT / "var"
    assert environment.keys_file == ROOT / "var" / "keys.json"
    assert (environment.host, environment.port) == ("127.0.0.1", 8000)
    assert environment.crypto is Crypto.INTL
    assert not environment.debug
    assert not environment.ci
    assert environment.test_db == "test_laoyou"


def test_blank_values_count_as_absent() -> None:
    assert load({variable.name: "  " for variable in VARIABLES}) == load({})


def test_a_database_address_is_taken_apart_and_unquoted() -> None:
    environment = load({"DATABASE_URL": "postgresql://ann:p%40ss@db.example:5433/elders?sslmode=require"})

    assert environment.database == Database(
        name="elders",
        host="db.example",
        port=5433,
        user="ann",
        password="p@ss",
        options=(("sslmode", "require"),),
    )


def test_a_unix_socket_may_be_named_as_an_option() -> None:
    environment = load({"DATABASE_URL": "postgresql:///elders?host=/run/postgresql"})

    assert environment.database == Database("elders", "/run/postgresql", None, "", "")


def test_the_keys_follow_the_data_folder_unless_they_are_kept_elsewhere(tmp_path: Path) -> None:
    moved = load({"LAOYOU_HOME": str(tmp_path)})
    apart = load({"LAOYOU_HOME": str(tmp_path), "LAOYOU_KEYS_FILE": "/safe/keys.json"})

    assert moved.keys_file == tmp_path / "keys.json"
    assert apart.keys_file == Path("/safe/keys.json")


@pytest.mark.parametrize("word", ["1", "true", "YES", "on"])
def test_a_switch_is_on_for_every_word_that_means_yes(word: str) -> None:
    assert load({"LAOYOU_DEBUG": word}).debug


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://a@b/c"),
        ("DATABASE_URL", "postgresql://host"),
        ("DATABASE_URL", "postgresql://host:port/name"),
        ("LAOYOU_PORT", "0"),
        ("LAOYOU_PORT", "65536"),
        ("LAOYOU_PORT", "八千"),
        ("LAOYOU_PORT", "８０００"),
        ("LAOYOU_WORKERS", "-1"),
        ("LAOYOU_DEBUG", "maybe"),
        ("LAOYOU_SECRET_KEY", "short"),
        ("LAOYOU_CRYPTO", "rot13"),
        ("LAOYOU_DEMO_SCALE", "0"),
        ("LAOYOU_DEMO_SCALE", "nan"),
        ("LAOYOU_DEMO_SCALE", "11"),
        ("LAOYOU_TEST_DB", "drop table; --"),
    ],
)
def test_nonsense_is_refused_at_start_in_a_sentence_that_names_the_variable(name: str, value: str) -> None:
    with pytest.raises(EnvironmentRefused) as refused:
        load({name: value})

    assert refused.value.name == name
    assert refused.value.message.startswith(name)
    assert re.search(r"[\u4e00-\u9fff]", refused.value.message)


def test_a_password_is_never_part_of_a_refusal() -> None:
    with pytest.raises(EnvironmentRefused) as refused:
        load({"DATABASE_URL": "postgresql://ann:geheim@host:port/name"})

    assert "geheim" not in refused.value.message


def test_the_documentation_lists_exactly_the_variables_that_are_read() -> None:
    page = (ROOT / "docs" / "environment.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", page, flags=re.MULTILINE)

    assert rows == [(variable.name, variable.default, variable.meaning) for variable in VARIABLES]


def test_the_environment_is_read_in_one_module_only() -> None:
    reading = re.compile(r"environ(\.get|\[)|getenv")
    readers = [
        file.relative_to(ROOT).as_posix()
        for folder in ("laoyou", "bench")
        for file in (ROOT / folder).rglob("*.py")
        if "/tests/" not in file.as_posix() and reading.search(file.read_text(encoding="utf-8"))
    ]

    assert [reader for reader in readers if reader != "laoyou/config/environment.py"] == ALLOWED_READERS


# PATH alone, handed on to the programs of PostgreSQL.
ALLOWED_READERS = ["laoyou/config/postgres_identity.py"]
