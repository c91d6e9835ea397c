"""python -m laoyou.regions.shuangyashan --seed 1 --scale 0.02 --out DIR"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from laoyou.kernel.errors import LaoyouError
from laoyou.regions.shuangyashan.generate import DEFAULT_DATE, DEFAULT_SCALE, DEFAULT_SEED, generate


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="写到哪个文件夹")
@click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True, help="种子，相同则结果相同")
@click.option("--scale", type=float, default=DEFAULT_SCALE, show_default=True, help="规模，1为全市")
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), default=f"{DEFAULT_DATE}", show_default=True, help="数据截止日"
)
def main(out: Path, seed: int, scale: float, on: datetime) -> None:
    """生成双鸭山示例城市：各部门的表格，含约3%的脏数据，均为合成。"""
    try:
        manifest = generate(out, seed=seed, scale=scale, on=on.date())
    except LaoyouError as error:
        raise click.ClickException(error.message) from error
    for report in manifest.files:
        click.echo(f"{report.rows:>8} 行  {report.path}")
    dirty = sum(manifest.dirt().values())
    click.echo(f"共 {manifest.rows} 行，其中脏数据 {dirty} 行；在世老年人 {manifest.counts['elders']} 人。")


if __name__ == "__main__":
    main()
