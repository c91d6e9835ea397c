"""`laoyou migrate`"""

from __future__ import annotations

import os

import click

from laoyou.config import prepare
from laoyou.config.command_line import Chinese
from laoyou.config.environment import load
from laoyou.config.manage import database_in_use


@click.command(cls=Chinese)
def command() -> None:
    """更新数据库结构和网页资源。可以重复执行；laoyou run 启动时会自动做。"""
    with database_in_use(load(os.environ)):
        applied = prepare.migrate()
        prepare.plant_canary()
    collected = prepare.collect_static()
    prepare.check_pages()
    click.echo(f"数据库结构：{f'执行了 {applied} 步更新' if applied else '已是最新'}。")
    click.echo(f"网页资源：{f'收集了 {collected} 个文件' if collected else '已是最新'}。")
