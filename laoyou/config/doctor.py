"""What is wrong with an installation, and how to mend it: one function a check, each gives findings."""

from __future__ import annotations

import json
import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import django
import psycopg
from django.apps import apps
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from laoyou.config import prepare
from laoyou.config.environment import Environment, EnvironmentRefused
from laoyou.config.manage import database_in_use
from laoyou.config.postgres import PostgresUnavailable, connect, find_binaries
from laoyou.config.supervise import is_supervised
from laoyou.kernel.errors import LaoyouError
from laoyou.verifications.types import VerificationRecord
from laoyou.web import pdf

GIGABYTE = 1_000_000_000
LEAST_FREE_BYTES = 2 * GIGABYTE
OLD_BACKUP_DAYS = 7
OLD_VERIFICATION_DAYS = 31
SILENT_WORKER_SECONDS = 30
CLOCK_DRIFT_SECONDS = 5
EARLIEST_YEAR = 2026
EXTENSIONS = ("btree_gist", "pg_trgm")
FRONT_END = ("web/dist/echarts.js", "web/dist/maplibre.js")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Mark(StrEnum):
    """How a finding is judged: fine, worth knowing, or to be mended."""

    GOOD = "✓"
    NOTE = "！"
    BAD = "✕"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `remedy` is empty when there is nothing to do."""

    mark: Mark
    title: str
    detail: str
    remedy: str = ""


def examine(environment: Environment) -> Iterator[Finding]:
    """Every finding, from the ground up; what needs the database is left out when there is none."""
    for check in CHECKS:
        yield from check(environment)


def python_version(environment: Environment) -> Iterator[Finding]:
    yield Finding(Mark.GOOD, "Python", ".".join(str(part) for part in sys.version_info[:3]))


def disk(environment: Environment) -> Iterator[Finding]:
    folder = next(folder for folder in (environment.home, *environment.home.parents) if folder.exists())
    free = shutil.disk_usage(folder).free
    detail = f"{folder} 还有 {free / GIGABYTE:.1f} GB"
    if free >= LEAST_FREE_BYTES:
        yield Finding(Mark.GOOD, "磁盘空间", detail)
    else:
        yield Finding(Mark.BAD, "磁盘空间", detail, "至少留 2 GB：清理旧备份，或换到大的磁盘。")


def data_folder(environment: Environment) -> Iterator[Finding]:
    home = environment.home
    if not home.exists():
        yield Finding(Mark.NOTE, "数据文件夹", f"{home} 还没有", "第一次运行 laoyou run 时会建立。")
    elif not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        remedy = f"请用它的主人运行，或执行 chown -R 你的用户 {home}。"
        yield Finding(Mark.BAD, "数据文件夹", f"{home} 不能读写", remedy)
    else:
        yield Finding(Mark.GOOD, "数据文件夹", str(home))


def clock(environment: Environment) -> Iterator[Finding]:
    now = datetime.now(UTC)
    local = now.astimezone()
    detail = f"{local:%Y-%m-%d %H:%M:%S}（本机时区 {local:%z}，页面一律用北京时间）"
    if now.year < EARLIEST_YEAR:
        yield Finding(Mark.BAD, "时钟", detail, "请开启网络对时（timedatectl set-ntp true）。")
    else:
        yield Finding(Mark.GOOD, "时钟", detail)


def port(environment: Environment) -> Iterator[Finding]:
    address = f"{environment.host}:{environment.port}"
    if is_supervised(environment.home):
        yield Finding(Mark.GOOD, "网页端口", f"老幼正在运行，http://{address}")
        return
    with socket.socket() as probe:
        probe.settimeout(1)
        taken = probe.connect_ex((environment.host, environment.port)) == 0
    if taken:
        yield Finding(Mark.BAD, "网页端口", f"{address} 被别的程序占用", "换一个端口：laoyou run --port 8001")
    else:
        yield Finding(Mark.GOOD, "网页端口", f"{address} 空闲")


def key_file(environment: Environment) -> Iterator[Finding]:
    file = environment.keys_file
    if not file.exists():
        remedy = "第一次运行时会生成；如果这里以前有数据，请先从备份恢复它。"
        yield Finding(Mark.NOTE, "密钥", f"{file} 还没有", remedy)
        return
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        yield Finding(Mark.BAD, "密钥", f"{file} 别的用户也能读", f"请执行 chmod 600 {file}")
    elif not os.access(file, os.R_OK):
        yield Finding(Mark.BAD, "密钥", f"{file} 读不了", "请用密钥文件的主人运行老幼。")
    else:
        yield Finding(Mark.GOOD, "密钥", f"{file}，只有主人能读")


def front_end(environment: Environment) -> Iterator[Finding]:
    try:
        django.setup()
    except (ImproperlyConfigured, ImportError, EnvironmentRefused, PostgresUnavailable) as error:
        yield Finding(Mark.BAD, "程序", f"装载失败：{error}", "请重新安装依赖：make clean run。")
        return
    except LaoyouError as refused:
        yield Finding(Mark.BAD, "程序", f"装载失败：{refused.message}", "改好后再执行 laoyou doctor。")
        return
    missing = [name for name in FRONT_END if finders.find(name) is None]
    if missing:
        detail = f"缺少 {'、'.join(missing)}，图表和地图显示不了"
        yield Finding(Mark.NOTE, "前端资源", detail, "在源码目录执行 make frontend。")
    else:
        yield Finding(Mark.GOOD, "前端资源", "图表和地图都在")


def paper(environment: Environment) -> Iterator[Finding]:
    if pdf.has_fonts():
        yield Finding(Mark.GOOD, "报告字体", "可以直接生成 PDF")
    else:
        remedy = "在源码目录执行 make frontend；在此之前用打印页代替。"
        yield Finding(Mark.NOTE, "报告字体", "没有打包，不能生成 PDF", remedy)


def optional_parts(environment: Environment) -> Iterator[Finding]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is not None:
        yield Finding(Mark.GOOD, "浏览器（可选）", found)
    else:
        remedy = "只有浏览器测试需要它：apt-get install chromium fonts-noto-cjk"
        yield Finding(Mark.NOTE, "浏览器（可选）", "没有找到 Chromium", remedy)
    if shutil.which("fc-list") is not None:
        fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False).stdout
        if fonts.strip():
            yield Finding(Mark.GOOD, "中文字体（可选）", f"{len(fonts.splitlines())} 个")
        else:
            remedy = "只影响本机浏览器显示和截图：apt-get install fonts-noto-cjk"
            yield Finding(Mark.NOTE, "中文字体（可选）", "没有", remedy)


def backups(environment: Environment) -> Iterator[Finding]:
    made = [manifest_time(folder) for folder in (environment.home / "backups").glob("*/manifest.json")]
    if not made:
        yield Finding(Mark.NOTE, "备份", "默认位置还没有备份", "现在做一次：laoyou backup")
        return
    days = (datetime.now(UTC) - max(made)).days
    detail = f"最近一次在 {days} 天前" if days else "最近一次在一天之内"
    if days > OLD_BACKUP_DAYS:
        yield Finding(Mark.NOTE, "备份", detail, "太久了，请运行 laoyou backup，并安排每天自动执行。")
    else:
        yield Finding(Mark.GOOD, "备份", detail)


def manifest_time(manifest: Path) -> datetime:
    """When the backup with this manifest was made."""
    return datetime.fromisoformat(json.loads(manifest.read_text(encoding="utf-8"))["made_at"])


def programs(environment: Environment) -> Iterator[Finding]:
    try:
        binaries = find_binaries(environment.pg_bin)
    except PostgresUnavailable as error:
        mark = Mark.BAD if environment.database is None else Mark.NOTE
        yield Finding(mark, "PostgreSQL 程序", error.message, "没有它就不能备份；按上面的提示安装。")
    else:
        yield Finding(Mark.GOOD, "PostgreSQL 程序", f"{binaries.major} 版，{binaries.folder}")


def database(environment: Environment) -> Iterator[Finding]:
    """Whether the server answers, and everything that can be asked of it."""
    if environment.database is None and not (environment.home / "pg" / "data").is_dir():
        yield Finding(Mark.NOTE, "数据库", "还没有建立", "运行 laoyou run。")
        return
    try:
        with database_in_use(environment) as target, connect(target) as connection:
            yield from _server(connection)
            if apps.ready:
                yield from _tables()
                yield from _sealed()
                yield from _trail(connection)
            yield from _worker(connection, environment)
    except PostgresUnavailable as error:
        yield Finding(Mark.BAD, "数据库", "启动不了", error.message)
    except psycopg.OperationalError as error:
        remedy = "检查 DATABASE_URL 里的主机、端口、用户和口令，以及那台服务器是否开着。"
        if environment.database is None:
            remedy = f"看 {environment.home / 'pg' / 'postgres.log'} 最后几行；磁盘满和权限不对最常见。"
        yield Finding(Mark.BAD, "数据库", f"连不上：{str(error).strip()}", remedy)


def _server(connection: psycopg.Connection) -> Iterator[Finding]:
    version = connection.info.server_version // 10000
    drift = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
    if version < 15:
        yield Finding(Mark.BAD, "数据库", f"PostgreSQL {version} 太旧", "请升级到 15 或更新的版本。")
    else:
        yield Finding(Mark.GOOD, "数据库", f"PostgreSQL {version}，已连上")
    if drift is not None and abs(drift[0] - datetime.now(UTC).timestamp()) > CLOCK_DRIFT_SECONDS:
        yield Finding(Mark.BAD, "数据库时钟", "与本机相差超过 5 秒", "两台机器都请开启网络对时。")
    encoding = connection.execute("SHOW server_encoding").fetchone()
    if encoding != ("UTF8",):
        remedy = "请建一个 UTF8 编码的库：CREATE DATABASE … ENCODING 'UTF8'。"
        yield Finding(Mark.BAD, "数据库编码", f"{encoding}", remedy)
    available = {row[0] for row in connection.execute("SELECT name FROM pg_available_extensions")}
    missing = [name for name in EXTENSIONS if name not in available]
    if missing:
        yield Finding(Mark.BAD, "数据库扩展", f"没有 {'、'.join(missing)}", "请安装 postgresql-contrib。")
    else:
        yield Finding(Mark.GOOD, "数据库扩展", "、".join(EXTENSIONS))
    yield from _chinese_search(connection)


def _chinese_search(connection: psycopg.Connection) -> Iterator[Finding]:
    installed = connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'").fetchone()
    if installed is None:
        return
    row = connection.execute("SELECT cardinality(show_trgm('李小华'))").fetchone()
    if row is None or not row[0]:
        remedy = "建库时指定 LC_CTYPE 'C.UTF-8'（或 zh_CN.UTF-8），再用 laoyou restore 把数据搬进去。"
        yield Finding(Mark.NOTE, "中文检索", "这个库的字符分类不认识汉字，按姓名查找会变慢", remedy)


def _tables() -> Iterator[Finding]:
    pending = prepare.pending_migrations()
    if pending:
        shown = "、".join(pending[:3])
        detail = f"有 {len(pending)} 步没有更新（{shown} …）"
        yield Finding(Mark.BAD, "数据库结构", detail, "运行 laoyou migrate。")
    else:
        yield Finding(Mark.GOOD, "数据库结构", "已是最新")


def _sealed() -> Iterator[Finding]:
    for number, opens in prepare.keys_tried().items():
        if opens:
            yield Finding(Mark.GOOD, "加密", f"第 {number} 号密钥能打开已有的数据")
        else:
            remedy = "密钥文件不是这个库的那一份，请从备份恢复它；在此之前不要录入新数据。"
            yield Finding(Mark.BAD, "加密", f"第 {number} 号密钥打不开已有的数据", remedy)


def _trail(connection: psycopg.Connection) -> Iterator[Finding]:
    if connection.execute("SELECT to_regclass('verifications_verification')").fetchone() == (None,):
        return
    # By name, not by import: it reaches models, and the doctor speaks also where Django cannot be set up.
    last: VerificationRecord | None = import_string("laoyou.verifications.reads.last_result")()
    again = "请审计员在“操作记录”页核验一次。"
    if last is None or last.ended_at is None:
        yield Finding(Mark.NOTE, "操作记录", "还没有核验过", again)
        return
    days = (datetime.now(UTC) - last.ended_at).days
    when = f"最近一次核验在 {days} 天前" if days else "最近一次核验在一天之内"
    if last.faults:
        said = "；".join(f"{fault.chain}：{fault.sentence.rstrip('。')}" for fault in last.faults)
        remedy = "请立即保全数据库和备份，并报告网络安全负责人。"
        yield Finding(Mark.BAD, "操作记录", f"{when}，被动过：{said}", remedy)
    elif days > OLD_VERIFICATION_DAYS:
        yield Finding(Mark.NOTE, "操作记录", f"{when}，完整", f"太久了，{again}")
    else:
        yield Finding(Mark.GOOD, "操作记录", f"{when}，完整")


def _worker(connection: psycopg.Connection, environment: Environment) -> Iterator[Finding]:
    if connection.execute("SELECT to_regclass('procrastinate_workers')").fetchone() == (None,):
        return
    row = connection.execute(
        "SELECT extract(epoch FROM now() - max(last_heartbeat))::float8 FROM procrastinate_workers"
    ).fetchone()
    silent = row[0] if row is not None else None
    if silent is not None and silent < SILENT_WORKER_SECONDS:
        yield Finding(Mark.GOOD, "后台任务", f"{silent:.0f} 秒前有心跳")
    elif is_supervised(environment.home):
        remedy = "停止后重新启动：laoyou stop，再 laoyou run。"
        yield Finding(Mark.BAD, "后台任务", "没有心跳，导入等任务不会进行", remedy)
    else:
        yield Finding(Mark.NOTE, "后台任务", "现在没有运行", "laoyou run 会一起启动它。")


CHECKS: tuple[Callable[[Environment], Iterator[Finding]], ...] = (
    python_version,
    disk,
    data_folder,
    clock,
    port,
    key_file,
    front_end,
    paper,
    optional_parts,
    backups,
    programs,
    database,
)
