"""`laoyou demo`"""

from __future__ import annotations

import os

import click

from laoyou.config import demo, demo_state, prepare
from laoyou.config.command_line import Chinese
from laoyou.config.demo_state import DemoState
from laoyou.config.environment import load
from laoyou.config.manage import database_in_use

SCALES = click.FloatRange(0, 10, min_open=True)


@click.command(cls=Chinese)
@click.option("--scale", metavar="规模", type=SCALES, help="1.0 约为 29 万名老人。")
@click.option("--seed", metavar="整数", type=int, default=1, help="随机种子；同样的种子总得到同样的城市。")
@click.option("--reset", is_flag=True, help="先清空现有的登记册。")
@click.option("--yes", is_flag=True, help="清空时不再询问。")
@click.option("--if-empty", is_flag=True, help="登记册里已经有人时什么也不做。")
def command(scale: float | None, seed: int, reset: bool, yes: bool, if_empty: bool) -> None:
    """生成一座虚拟的城市：按真实的年龄结构编造，没有任何真人的资料。

    数据先做成各部门的表格（连同常见的错误），再像真实数据一样导入。
    """
    environment = load(os.environ)
    scale = scale or environment.demo_scale
    with database_in_use(environment):
        prepare.migrate()
        if not demo.is_empty() and not reset:
            if if_empty:
                return
            raise click.ClickException("登记册里已经有数据。要清空重来：laoyou demo --reset")
        if reset and not yes:
            click.confirm("将清空登记册里的全部数据，确定吗？", abort=True)
        demo_state.write(environment.home, DemoState(False, scale, seed))
        with click.progressbar(length=1000, label="装入演示城市", show_percent=True) as bar:

            def report(step: str, share: float) -> None:
                bar.label = step
                bar.update(max(0, round(share * 1000) - bar.pos))

            accounts = demo.load(scale=scale, seed=seed, reset=reset, report=report)
        prepare.plant_canary()
        demo_state.write(environment.home, DemoState(True, scale, seed, tuple(accounts)))
