"""`laoyou audit`"""

from __future__ import annotations

import os

import click

from laoyou.audit import reads as audit
from laoyou.audit.types import Verdict
from laoyou.config.commands.admin import ChineseGroup
from laoyou.config.environment import load
from laoyou.config.manage import database_in_use


@click.group(cls=ChineseGroup, subcommand_metavar="命令 …")
def command() -> None:
    """操作记录：每一次登录、查看、修改都有一条，用 SM3 串成链。

    \b
    verify  从第一条核到最后一条；有改动、缺失、乱序就指出第一处
    """


@command.command("verify")
@click.pass_context
def verify(context: click.Context) -> None:
    """核验全部操作记录。没有问题时退出码为 0，有问题为 1。

    把每条链的末端指纹抄下来另外保存；以后核验时对照，连“整条链重做”也瞒不过去。
    """
    with database_in_use(load(os.environ)):
        verdict = audit.verify()
    _print(verdict)
    if verdict.faults:
        context.exit(1)


def _print(verdict: Verdict) -> None:
    if not verdict.rows:
        click.echo("还没有任何操作记录。")
    for chain, rows in verdict.rows.items():
        click.echo(f"{chain:<12} {rows:>12,} 条  末端指纹 {verdict.heads[chain]}")
    for fault in verdict.faults:
        click.echo(f"✕ {fault.chain}：{fault.sentence}", err=True)
    if verdict.rows and not verdict.faults:
        click.echo("✓ 操作记录完整，没有被改动。")
