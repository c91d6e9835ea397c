"""The program `laoyou`: this page lists its commands, `commands/` holds them."""

from __future__ import annotations

import os
import signal
import sys

import click
from django.db import OperationalError, ProgrammingError
from psycopg.errors import UndefinedTable

from laoyou.config.command_line import Entry, LazyGroup, in_chinese
from laoyou.config.environment import EnvironmentRefused
from laoyou.config.postgres import PostgresUnavailable
from laoyou.kernel.errors import LaoyouError

PRIVATE = 0o066  # new files are for their owner alone; new folders can be passed through, not listed
HERE = "laoyou.config.commands"
ENTRIES = {
    "run": Entry(f"{HERE}.run", "启动老幼：数据库、网页和后台任务，Ctrl-C 停止"),
    "stop": Entry(f"{HERE}.stop", "停止老幼，包括意外留下的数据库"),
    "doctor": Entry(f"{HERE}.doctor", "检查安装哪里不对，告诉你怎么修"),
    "demo": Entry(f"{HERE}.demo", "生成一座虚拟的城市供试用", needs_django=True),
    "admin": Entry(f"{HERE}.admin", "新建第一个系统管理员", needs_django=True),
    "audit": Entry(f"{HERE}.audit", "核验操作记录有没有被改动", needs_django=True),
    "intake": Entry(f"{HERE}.intake", "导入一份名册（xlsx 或 CSV）", needs_django=True),
    "policy": Entry(f"{HERE}.policy", "检查政策文件（YAML），或装入一个地区的政策", needs_django=True),
    "backup": Entry(f"{HERE}.backup", "备份登记册、上传的文件和密钥"),
    "restore": Entry(f"{HERE}.restore", "从备份恢复"),
    "migrate": Entry(f"{HERE}.migrate", "升级之后更新数据库结构", needs_django=True),
    "shell": Entry(f"{HERE}.shell", "打开带有本系统环境的 Python 命令行", needs_django=True),
    "bench": Entry(f"{HERE}.bench", "测量速度，最后一行是 JSON"),
}


@click.group(
    cls=LazyGroup,
    entries=ENTRIES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def laoyou() -> None:
    """老幼：一座城市、一个区县的养老与托育工作台。

    \b
    第一次使用：laoyou run，然后用浏览器打开它显示的网址。
    出了问题：laoyou doctor。

    数据放在 LAOYOU_HOME（默认是源码目录下的 var）；设置 DATABASE_URL 可改用已有的 PostgreSQL。
    """


def main() -> None:
    """Run one command; every expected error becomes one plain sentence and exit code 1 (2: wrong usage)."""
    os.umask(PRIVATE)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: everything is put away
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.config.settings")
    try:
        code = laoyou.main(prog_name="laoyou", standalone_mode=False)
    except click.Abort:
        code = _refuse("已取消。", 130)
    except click.ClickException as error:
        code = _refuse(in_chinese(error), error.exit_code)
    except (EnvironmentRefused, PostgresUnavailable, LaoyouError) as error:
        code = _refuse(error.message, 1)
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable):
            raise
        code = _refuse("数据库还没有准备好。先运行 laoyou migrate（或 laoyou run）。", 1)
    except OperationalError as error:
        code = _refuse(f"数据库出了问题：{str(error).strip()}\n运行 laoyou doctor 看怎么修。", 1)
    sys.exit(code if isinstance(code, int) else 0)


def _refuse(message: str, code: int) -> int:
    click.echo(f"✕ {message}", err=True)
    return code


if __name__ == "__main__":
    main()
