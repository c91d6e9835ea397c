"""Every environment variable that Laoyou knows, read here and nowhere else.

`load` turns a mapping (usually `os.environ`) into one frozen record and refuses nonsense at start,
naming the variable, what was found and what is expected. docs/environment.md lists the same variables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})
MIN_SECRET_LENGTH = 32


class EnvironmentRefused(Exception):
    """A variable holds something that cannot be meant; `message` is a Chinese sentence with the remedy."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.message = message


class Crypto(StrEnum):
    """Which family of ciphers seals sensitive fields."""

    INTL = "intl"
    SM = "sm"


@dataclass(frozen=True, slots=True)
class Variable:
    """One row of docs/environment.md."""

    name: str
    default: str
    meaning: str


VARIABLES: tuple[Variable, ...] = (
    Variable("DATABASE_URL", "（空：用自带的数据库）", "外部 PostgreSQL 的地址，postgresql://用户:口令@主机:端口/库名"),
    Variable("LAOYOU_HOME", "源码目录下 ./var，否则用户数据目录", "数据文件夹：数据库、密钥、上传的表格"),
    Variable("LAOYOU_PG_BIN", "（空：自动寻找）", "PostgreSQL 程序（initdb、pg_dump 等）的 bin 目录"),
    Variable("LAOYOU_HOST", "127.0.0.1", "网页服务监听的地址"),
    Variable("LAOYOU_PORT", "8000", "网页服务监听的端口，1–65535"),
    Variable("LAOYOU_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "允许访问的主机名，逗号分隔"),
    Variable("LAOYOU_HTTPS", "0", "前面有 HTTPS 代理时设为 1：Cookie 只走加密连接"),
    Variable("LAOYOU_DEBUG", "0", "开发调试，1 为开；正式环境不要开"),
    Variable("LAOYOU_SECRET_KEY", "（空：用 LAOYOU_HOME/keys.json）", "会话签名密钥，至少 32 个字符"),
    Variable("LAOYOU_KEYS_FILE", "LAOYOU_HOME/keys.json", "密钥文件的位置，可放到数据文件夹之外"),
    Variable("LAOYOU_CRYPTO", "intl", "敏感字段的加密算法：intl（AES-GCM）或 sm（国密 SM4）"),
    Variable("LAOYOU_WORKERS", "2", "网页服务的进程数，1–64"),
    Variable("LAOYOU_DEMO_SCALE", "0.02", "演示城市的规模，1.0 约为 29 万名老人"),
    Variable("LAOYOU_TEST_DB", "test_laoyou", "测试用的数据库名，几个人同时测试时各用各的"),
    Variable("CI", "0", "自动测试的机器上为 true：找不到浏览器算失败，不是跳过"),
)


@dataclass(frozen=True, slots=True)
class Database:
    """A PostgreSQL database, as DATABASE_URL names it."""

    name: str
    host: str
    port: int | None
    user: str
    password: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Environment:
    """What the surroundings of the process ask for; every field is checked and has its default."""

    database: Database | None
    home: Path
    pg_bin: Path | None
    host: str
    port: int
    allowed_hosts: tuple[str, ...]
    https: bool
    debug: bool
    secret_key: str | None
    keys_file: Path
    crypto: Crypto
    workers: int
    demo_scale: float
    test_db: str
    ci: bool


def load(environ: Mapping[str, str]) -> Environment:
    """Read all variables of `environ`; raises EnvironmentRefused at the first that makes no sense."""
    home = _path(environ, "LAOYOU_HOME") or default_home(environ)
    return Environment(
        database=_database(environ),
        home=home,
        pg_bin=_path(environ, "LAOYOU_PG_BIN"),
        host=environ.get("LAOYOU_HOST", "").strip() or "127.0.0.1",
        port=_integer(environ, "LAOYOU_PORT", default=8000, low=1, high=65535),
        allowed_hosts=_words(environ, "LAOYOU_ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]")),
        https=_flag(environ, "LAOYOU_HTTPS"),
        debug=_flag(environ, "LAOYOU_DEBUG"),
        secret_key=_secret(environ),
        keys_file=_path(environ, "LAOYOU_KEYS_FILE") or home / "keys.json",
        crypto=_crypto(environ),
        workers=_integer(environ, "LAOYOU_WORKERS", default=2, low=1, high=64),
        demo_scale=_scale(environ),
        test_db=_identifier(environ, "LAOYOU_TEST_DB", "test_laoyou"),
        ci=_flag(environ, "CI"),
    )


def default_home(environ: Mapping[str, str]) -> Path:
    """The data folder when none is named: ./var of a checkout, else the user's data folder (XDG)."""
    if (ROOT / "pyproject.toml").is_file():
        return ROOT / "var"
    data = environ.get("XDG_DATA_HOME", "").strip()
    return (Path(data) if data else Path.home() / ".local" / "share") / "laoyou"


def _database(environ: Mapping[str, str]) -> Database | None:
    raw = environ.get("DATABASE_URL", "").strip()
    if not raw:
        return None
    expected = "应形如 postgresql://用户:口令@主机:5432/库名。"
    try:
        parts = urlsplit(raw)
        port = parts.port
    except ValueError as error:
        raise EnvironmentRefused("DATABASE_URL", f"DATABASE_URL 的主机或端口写错了，{expected}") from error
    if parts.scheme not in {"postgres", "postgresql"}:
        raise EnvironmentRefused("DATABASE_URL", f"DATABASE_URL 只支持 PostgreSQL，{expected}")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise EnvironmentRefused("DATABASE_URL", f"DATABASE_URL 缺少库名，{expected}")
    options = _options(parts)
    return Database(
        name=name,
        host=unquote(parts.hostname or options.pop("host", "")),
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options=tuple(options.items()),
    )


def _options(parts: SplitResult) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in parts.query.split("&") if pair)
    return {unquote(key): unquote(value) for key, _, value in pairs}


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    raw = environ.get(name, "").strip()
    return Path(raw).expanduser().absolute() if raw else None


def _flag(environ: Mapping[str, str], name: str) -> bool:
    raw = environ.get(name, "").strip().lower()
    if not raw or raw in FALSE_WORDS:
        return False
    if raw in TRUE_WORDS:
        return True
    raise EnvironmentRefused(name, f"{name} 只能是 1 或 0，现在是“{raw}”。")


def _integer(environ: Mapping[str, str], name: str, *, default: int, low: int, high: int) -> int:
    raw = environ.get(name, "").strip()
    if not raw:
        return default
    if not raw.isascii() or not raw.isdecimal() or not low <= int(raw) <= high:
        raise EnvironmentRefused(name, f"{name} 应是 {low} 到 {high} 之间的整数，现在是“{raw}”。")
    return int(raw)


def _words(environ: Mapping[str, str], name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    words = tuple(word.strip() for word in environ.get(name, "").split(",") if word.strip())
    return words or default


def _secret(environ: Mapping[str, str]) -> str | None:
    raw = environ.get("LAOYOU_SECRET_KEY", "").strip()
    if raw and len(raw) < MIN_SECRET_LENGTH:
        raise EnvironmentRefused(
            "LAOYOU_SECRET_KEY",
            f"LAOYOU_SECRET_KEY 太短（{len(raw)} 个字符），至少要 {MIN_SECRET_LENGTH} 个；不设则自动生成。",
        )
    return raw or None


def _crypto(environ: Mapping[str, str]) -> Crypto:
    raw = environ.get("LAOYOU_CRYPTO", "").strip().lower() or Crypto.INTL.value
    try:
        return Crypto(raw)
    except ValueError as error:
        message = f"LAOYOU_CRYPTO 只能是 intl 或 sm，现在是“{raw}”。"
        raise EnvironmentRefused("LAOYOU_CRYPTO", message) from error


def _scale(environ: Mapping[str, str]) -> float:
    raw = environ.get("LAOYOU_DEMO_SCALE", "").strip() or "0.02"
    if re.fullmatch(r"[0-9]*\.?[0-9]+", raw) is None or not 0 < float(raw) <= 10:
        raise EnvironmentRefused(
            "LAOYOU_DEMO_SCALE", f"LAOYOU_DEMO_SCALE 应是大于 0、不超过 10 的数，现在是“{raw}”。"
        )
    return float(raw)


def _identifier(environ: Mapping[str, str], name: str, default: str) -> str:
    raw = environ.get(name, "").strip() or default
    if re.fullmatch(r"[a-z][a-z0-9_]{0,50}", raw) is None:
        raise EnvironmentRefused(name, f"{name} 只能用小写字母、数字和下划线，以字母开头，现在是“{raw}”。")
    return raw
