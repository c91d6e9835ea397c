"""`laoyou shell`"""

from __future__ import annotations

import os

import click
from django.core.management import call_command

from laoyou.config.command_line import Chinese
from laoyou.config.environment import load
from laoyou.config.manage import database_in_use


@click.command(cls=Chinese)
def command() -> None:
    """打开 Python 命令行，数据库已连好。写数据请调用各模块的 verbs，不要直接改表。"""
    with database_in_use(load(os.environ)):
        call_command("shell")
