"""`laoyou admin`"""

from __future__ import annotations

import os

import click

from laoyou.access.types import Actor, Role, Scope
from laoyou.accounts import verbs as accounts
from laoyou.config.command_line import Chinese
from laoyou.config.environment import load
from laoyou.config.manage import database_in_use
from laoyou.kernel import clock


class ChineseGroup(Chinese, click.Group):
    """A small group whose help is in Chinese."""

    command_class = Chinese


@click.group(cls=ChineseGroup, subcommand_metavar="命令 …")
def command() -> None:
    """管理系统管理员。其他用户在网页上“用户”里新建。

    \b
    create  新建一个管全部辖区的系统管理员，屏幕上显示一次初始密码
    """


@command.command("create")
@click.argument("username", metavar="用户名")
@click.option("--name", metavar="姓名", default="系统管理员", help="显示在页面上的姓名。")
def create(username: str, name: str) -> None:
    """新建一个管全部辖区的系统管理员。初始密码只显示这一次，第一次登录时要换掉并绑定动态口令。"""
    with database_in_use(load(os.environ)):
        made = accounts.create_user(
            username,
            name=name,
            role=Role.ADMINISTRATOR,
            scope=Scope.everything(),
            actor=Actor.system("laoyou admin"),
            now=clock.now(),
        )
    click.echo(f"已新建系统管理员 {username}。")
    click.echo(f"初始密码（只显示这一次）：{made.password}")
