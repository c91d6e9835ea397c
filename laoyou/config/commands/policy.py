"""`laoyou policy`"""

from __future__ import annotations

import os
from pathlib import Path

import click

from laoyou.access.types import Actor
from laoyou.config.commands.admin import ChineseGroup
from laoyou.config.environment import load
from laoyou.config.manage import database_in_use
from laoyou.kernel import clock
from laoyou.policies import reads, verbs
from laoyou.regions.divisions import regions
from laoyou.regions.packs import read_pack


@click.group(cls=ChineseGroup, subcommand_metavar="命令 …")
def command() -> None:
    """政策文件：每项待遇一个 YAML 文件，写法见 docs/policy-language.md。

    \b
    check  检查文件，指出每一处错误在第几行第几列、怎样改
    load   把全国的和一个地区的政策文件装进系统
    """


@command.command("check")
@click.argument(
    "files", metavar="文件…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.pass_context
def check(context: click.Context, files: tuple[Path, ...]) -> None:
    """检查政策文件，也可以给一个文件夹。一起给出的文件还要互相核对：有效期是否重叠、互斥是否绕圈。

    没有错误时退出码为 0，有错误为 1。不读也不写数据库。
    """
    texts = {str(path): _text(path) for path in _paths(files)}
    if not texts:
        raise click.ClickException("文件夹里没有 .yaml 文件。")
    beside, _ = reads.checked({**_beside(files), **reads.national_files()})
    documents, faults = reads.checked(texts, beside)
    for fault in faults:
        click.echo(f"✕ {fault.file}:{fault.line}:{fault.column} {fault.sentence}", err=True)
    if faults:
        broken = {fault.file for fault in faults}
        click.echo(f"{len(texts)} 个文件，{len(broken)} 个有错，共 {len(faults)} 处。", err=True)
        context.exit(1)
    for document in documents:
        click.echo(f"✓ {document.code}  {document.name}")
    click.echo(f"{len(texts)} 个文件，没有错误。")


@command.command("load")
@click.argument("region", metavar="地区", type=click.Choice(regions()))
def load_region(region: str) -> None:
    """装入全国的和一个地区的政策文件，装过的不再装；本地已经自己发布过的，不去改它。"""
    files = {**reads.national_files(), **read_pack(region)}
    with database_in_use(load(os.environ)):
        loaded = verbs.load_pack(files, actor=Actor.system("laoyou policy"), now=clock.now())
    click.echo(
        f"新装入 {len(loaded.added)} 份，原来就有 {len(loaded.unchanged)} 份，"
        f"本地自己发布过、没有改动的 {len(loaded.kept)} 份。"
    )


def _paths(files: tuple[Path, ...]) -> list[Path]:
    return [
        path for file in files for path in (sorted(file.glob("*.yaml")) if file.is_dir() else (file,))
    ]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as wrong:
        raise click.ClickException(f"{path} 不是 UTF-8 文本，请另存为 UTF-8。") from wrong


def _beside(files: tuple[Path, ...]) -> dict[str, str]:
    """The other documents in the folders of the files, whose benefits may be named."""
    given = {path.resolve() for path in _paths(files)}
    folders = {path.resolve().parent for path in given}
    others = [path for folder in sorted(folders) for path in sorted(folder.glob("*.yaml"))]
    return {str(path): _text(path) for path in others if path not in given}
