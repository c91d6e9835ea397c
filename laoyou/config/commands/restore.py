"""`laoyou restore`"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from laoyou.config import restore
from laoyou.config.command_line import Chinese
from laoyou.config.environment import load
from laoyou.config.manage import database_in_use
from laoyou.config.supervise import AlreadyRunning, only_supervisor

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(cls=Chinese)
@click.argument("source", metavar="备份文件夹", type=FOLDER)
@click.option("--keys", metavar="文件", type=FILE, help="备份时另存的密钥文件；换了机器时需要。")
@click.option("--yes", is_flag=True, help="替换现有的数据；原来的库改名保留。")
def command(source: Path, keys: Path | None, yes: bool) -> None:
    """从备份恢复：先核对，再装进新库，确认密钥能用，最后一步换上。"""
    environment = load(os.environ)
    try:
        with only_supervisor(environment.home), database_in_use(environment) as database:
            done = restore.restore(
                environment,
                database,
                source,
                replace_existing=yes,
                keys_file=keys,
                now=datetime.now().astimezone(),
            )
    except AlreadyRunning as running:
        raise click.ClickException("老幼正在运行，请先停止：laoyou stop。") from running
    click.echo(f"✓ 已恢复到 {done.manifest.made_at} 的备份。")
    click.echo(f"   原来的库保留为 {done.kept_as}，确认无误后可以删除。")
    click.echo("   如果程序比备份新，请运行 laoyou migrate（laoyou run 会自动做）。")
