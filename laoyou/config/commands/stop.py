"""`laoyou stop`"""

from __future__ import annotations

import contextlib
import os
import signal
import time

import click

from laoyou.config.command_line import Chinese
from laoyou.config.environment import load
from laoyou.config.postgres import embedded_server
from laoyou.config.supervise import AlreadyRunning, only_supervisor

PATIENCE_SECONDS = 20.0


@click.command(cls=Chinese)
def command() -> None:
    """停止正在运行的老幼；如果上次是意外中断的，把留下的进程和数据库也停掉。"""
    environment = load(os.environ)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with only_supervisor(environment.home):
                stopped = environment.database is None and embedded_server(environment).stop()
            break
        except AlreadyRunning as running:
            if time.monotonic() > deadline or not running.pid:
                raise click.ClickException(f"进程 {running.pid} 没有停下，请稍后再试。") from running
            with contextlib.suppress(ProcessLookupError):
                os.kill(running.pid, signal.SIGTERM)
            time.sleep(0.3)
    click.echo("已停止，数据库也已关闭。" if stopped else "已停止。")
