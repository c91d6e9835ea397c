"""`laoyou intake`"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from laoyou.access.types import Actor
from laoyou.accounts import reads as accounts
from laoyou.config.command_line import Chinese
from laoyou.config.environment import load
from laoyou.config.manage import database_in_use
from laoyou.jobs.heartbeat import Heartbeat
from laoyou.kernel import clock
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import LaoyouError
from laoyou.kernel.ids import uuid7
from laoyou.people.reads import batches
from laoyou.people.types import ROW_OUTCOME_LABELS, SOURCE_LABELS, RowOutcome, Source
from laoyou.people.verbs import intake
from laoyou.people.verbs.loading import files
from laoyou.people.verbs.loading.engine import Result

BLOCK = 1 << 20
SOURCES = [source.value for source in Source if batches.layouts(source)]
NAMES = "、".join(f"{source}（{SOURCE_LABELS[Source(source)]}）" for source in SOURCES)


@click.command(cls=Chinese)
@click.argument("file", metavar="文件", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--source", metavar="来源", type=click.Choice(SOURCES), required=True, help=f"谁的名册：{NAMES}。"
)
@click.option("--dry-run", is_flag=True, help="只预检：说明每一行会怎样，什么也不写。")
@click.option("--user", metavar="用户名", help="以这个用户的身份和辖区导入；不写则以系统身份管全部辖区。")
@click.option(
    "--map",
    "pairs",
    metavar="表头=字段",
    multiple=True,
    help="指明一列是什么，如 --map 证件=number。可写多次。",
)
def command(file: Path, source: str, dry_run: bool, user: str | None, pairs: tuple[str, ...]) -> None:
    """把一份名册（xlsx 或 CSV）导入登记册。

    先核对每一行，再一次写入：要么全部写入，要么一行也不写。同一份文件导入两次，第二次不会改变任何东西。
    有问题的行不写入，可在网页“导入名册”里下载，改好再导入。
    """
    with database_in_use(load(os.environ)):
        actor = _actor(user)
        stored = files.store(_blocks(file), file.name, uuid7())
        batch_id = intake.upload_batch(
            stored, source=Source(source), mapping=_mapping(pairs), actor=actor, now=clock.now()
        )
        try:
            result = _check(batch_id, actor) if dry_run else _apply(batch_id, actor)
        except LaoyouError as error:
            intake.refuse_batch(batch_id, error.message, actor=actor, now=clock.now())
            raise
        _tell(batch_id, result, dry_run)


def _check(batch_id: int, actor: Actor) -> Result:
    result = _with_bar("预检", partial(intake.check_batch, batch_id, actor=actor, now=clock.now()))
    intake.withdraw_batch(batch_id, actor=actor, now=clock.now())
    return result


def _apply(batch_id: int, actor: Actor) -> Result:
    intake.start_batch(batch_id, filed=False, actor=actor, now=clock.now())
    with Heartbeat("people_batch", batch_id, batches.PROGRESS, clock.now) as beat:
        return _with_bar("导入", partial(intake.apply_batch, batch_id, actor=actor, now=clock.now()), beat)


def _with_bar(label: str, verb: Callable[..., Result], beat: Heartbeat | None = None) -> Result:
    with click.progressbar(length=1000, label=label, show_percent=True) as bar:

        def report(done: int, total: int) -> None:
            bar.update(max(0, 1000 * done // max(total, 1) - bar.pos))
            if beat is not None:
                beat(done, total)

        return verb(report=report)


def _tell(batch_id: int, result: Result, dry_run: bool) -> None:
    record = batches.batch(batch_id)
    form = f"{record.form}，工作表“{record.sheet}”" if record.sheet else record.form
    click.echo(f"按“{record.layout.title}”读取（{form}），共 {result.rows:,} 行：")
    for outcome in RowOutcome:
        if result.outcomes[outcome]:
            click.echo(f"  {ROW_OUTCOME_LABELS[outcome]} {result.outcomes[outcome]:,} 行")
    for code, count in result.reasons.most_common():
        said = batches.remark(record, code)
        click.echo(f"  · {said.reason}：{count:,} 行。{said.remedy}。")
    for row, codes in result.shown[:10]:
        click.echo(f"    第 {row} 行：{'；'.join(batches.remark(record, code).reason for code in codes)}")
    click.echo("只是预检，什么也没有写入。" if dry_run else f"已写入登记册，导入编号 {batch_id}。")


def _actor(username: str | None) -> Actor:
    if username is None:
        return Actor.system("laoyou intake")
    user_id = accounts.user_id_of(username)
    found = accounts.identity(user_id, None, on=local_date(clock.now())) if user_id is not None else None
    if found is None:
        raise click.ClickException(f"没有用户“{username}”，或该用户现在没有身份。")
    return found[1]


def _mapping(pairs: tuple[str, ...]) -> dict[str, str] | None:
    named: dict[str, str] = {}
    for pair in pairs:
        header, sign, field = pair.partition("=")
        if not sign or (field and field not in batches.FIELDS):
            raise click.ClickException(
                f"--map 要写成 表头=字段，字段有：{'、'.join(sorted(batches.FIELDS))}。"
            )
        named[header] = field
    return named or None


def _blocks(path: Path) -> Any:
    with path.open("rb") as file:
        yield from iter(partial(file.read, BLOCK), b"")
