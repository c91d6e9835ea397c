"""`laoyou bench`"""

from __future__ import annotations

import subprocess
import sys

import click

from laoyou.config.command_line import Chinese
from laoyou.config.environment import ROOT


@click.command(cls=Chinese, context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("name", metavar="名称", required=False)
@click.argument("options", metavar="[选项]…", nargs=-1, type=click.UNPROCESSED)
def command(name: str | None, options: tuple[str, ...]) -> None:
    """运行一项速度测量，例如 laoyou bench search --persons 100000；不写名称则列出有哪些。"""
    found = sorted(file.stem for file in (ROOT / "bench").glob("[a-z]*.py"))
    if not found:
        raise click.ClickException("这里没有速度测量程序，请在源码目录里运行。")
    if name not in found:
        raise click.ClickException(f"可以测量的有：{'、'.join(found)}。")
    done = subprocess.run([sys.executable, "-m", f"bench.{name}", *options], cwd=ROOT, check=False)
    raise SystemExit(done.returncode)
