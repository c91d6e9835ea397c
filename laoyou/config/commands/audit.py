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
@click.option("--through", metavar="指纹", multiple=True, help="以前抄下的末端指纹，可写多个，须仍在链上。")
@click.pass_context
def verify(context: click.Context, through: tuple[str, ...]) -> None:
    """核验全部操作记录。没有问题时退出码为 0，有问题为 1。

    把每条链的末端指纹抄下来另外保存；以后用 --through 对照，连“整条链重做”也瞒不过去。
    """
    with database_in_use(load(os.environ)):
        verdict = audit.verify()
        found = {word: audit.entry_with(_bytes(word)) for word in through}
    _print(verdict)
    for word, entry in found.items():
        where = f"✓ {entry.chain} 第 {entry.seq} 条" if entry else "✕ 不在任何链上，整条链可能被重做过"
        click.echo(f"{word} {where}", err=entry is None)
    if verdict.faults or None in found.values():
        context.exit(1)


def _bytes(word: str) -> bytes:
    try:
        return bytes.fromhex(word)
    except ValueError as error:
        raise click.BadParameter(f"“{word}”不是指纹，应是 64 个 0–9、a–f。") from error


def _print(verdict: Verdict) -> None:
    if not verdict.rows:
        click.echo("还没有任何操作记录。")
    for chain, rows in verdict.rows.items():
        click.echo(f"{chain:<12} {rows:>12,} 条  末端指纹 {verdict.heads[chain]}")
    for fault in verdict.faults:
        click.echo(f"✕ {fault.chain}：{fault.sentence}", err=True)
    if verdict.rows and not verdict.faults:
        click.echo("✓ 操作记录完整，没有被改动。")
