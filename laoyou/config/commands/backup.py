"""`laoyou backup`"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from laoyou.config import backup
from laoyou.config.command_line import Chinese
from laoyou.config.environment import load
from laoyou.config.manage import database_in_use

MEGABYTE = 1_000_000


@click.command(cls=Chinese)
@click.argument("to", metavar="[文件夹]", required=False, type=click.Path(path_type=Path))
def command(to: Path | None) -> None:
    """备份登记册和上传的文件，核对后再落名；运行中也可以做。

    不写文件夹时放在数据文件夹的 backups 下，以时间为名。密钥单独存成一个文件，请与备份分开保管。
    """
    environment = load(os.environ)
    with database_in_use(environment) as database:
        made = backup.make(environment, database, to, now=datetime.now().astimezone())
    click.echo(f"✓ 备份完成并已核对：{made.folder}（{made.bytes / MEGABYTE:.1f} MB）")
    if made.keys is None:
        click.echo("！ 没有密钥文件可以备份。")
        return
    click.echo(f"！ 密钥另存为：{made.keys}")
    click.echo("   请把它移到别的地方保管：和备份放在一起，拿到的人就能看到所有证件号码；")
    click.echo("   丢了它，备份里加密的内容谁也打不开。")
