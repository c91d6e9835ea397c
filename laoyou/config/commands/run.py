"""`laoyou run`"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from http.client import HTTPConnection, HTTPException

import click

from laoyou.config import demo_state
from laoyou.config.command_line import Chinese
from laoyou.config.environment import Environment, load
from laoyou.config.manage import database_in_use
from laoyou.config.supervise import AlreadyRunning, Program, Supervisor, only_supervisor

PORT_PATIENCE_SECONDS = 3.0
ANSWER_PATIENCE_SECONDS = 60.0


@click.command(cls=Chinese)
@click.option("--host", metavar="地址", help="监听的地址，默认 127.0.0.1（只有本机能访问）。")
@click.option("--port", metavar="端口", type=click.IntRange(1, 65535), help="监听的端口，默认 8000。")
@click.option("--no-demo", is_flag=True, help="不要演示数据，从空的登记册开始。")
def command(host: str | None, port: int | None, no_demo: bool) -> None:
    """启动老幼，并在浏览器里使用；Ctrl-C 停止。

    第一次启动会建库并装入一座虚拟的演示城市（约一两分钟），以后几秒即可。
    """
    began = time.monotonic()
    environment = load(os.environ)
    environment = replace(environment, host=host or environment.host, port=port or environment.port)
    try:
        with only_supervisor(environment.home):
            _wait_for_port(environment)
            click.echo("正在准备数据库…")
            with database_in_use(environment):
                _laoyou("migrate")
                if not no_demo:
                    _load_demo_once(environment)
                _serve(environment, began)
    except AlreadyRunning as running:
        raise click.ClickException(
            f"老幼已经在运行（进程 {running.pid}），数据文件夹是 {environment.home}。"
            "直接打开浏览器即可；要停止它：laoyou stop。"
        ) from running
    click.echo("已停止。")


def _serve(environment: Environment, began: float) -> None:
    supervisor = Supervisor(environment.home, _programs(environment), click.echo)
    greeter = threading.Thread(target=_greet, args=(environment, supervisor, began), daemon=True)
    greeter.start()
    supervisor.run()


def _programs(environment: Environment) -> list[Program]:
    """The web server in as many processes as asked for, and one worker for the jobs."""
    address = ["--host", environment.host, "--port", str(environment.port)]
    strength = ["--workers", str(environment.workers), "--blocking-threads", "4", "--backlog", "1024"]
    habits = ["--interface", "wsgi", "--log-level", "warning", "--respawn-failed-workers"]
    habits += ["--workers-kill-timeout", "2"]
    pages = [sys.executable, "-m", "granian", *address, *strength, *habits, "laoyou.config.wsgi:application"]
    worker = [sys.executable, "-m", "laoyou.config.worker"]
    return [Program("pages", "网页服务", pages), Program("worker", "后台任务", worker)]


def _laoyou(*arguments: str) -> None:
    """Run another of our commands to its end, in its own process, and stop if it refuses."""
    done = subprocess.run([sys.executable, "-m", "laoyou.config.cli", *arguments], check=False)
    if done.returncode != 0:
        raise click.ClickException(f"laoyou {arguments[0]} 没有成功，原因见上。")


def _load_demo_once(environment: Environment) -> None:
    state = demo_state.read(environment.home)
    if state is None:
        _laoyou("demo", "--if-empty")
    elif not state.finished:
        click.echo("上次的演示数据没有装完，现在重新装。")
        _laoyou("demo", "--reset", "--yes", "--scale", str(state.scale), "--seed", str(state.seed))


def _wait_for_port(environment: Environment) -> None:
    """Wait for a port that an earlier run is just giving back; refuse one that another program keeps."""
    deadline = time.monotonic() + PORT_PATIENCE_SECONDS
    while (problem := _port_problem(environment.host, environment.port)) is not None:
        if time.monotonic() > deadline:
            raise click.ClickException(problem)
        time.sleep(0.2)


def _port_problem(host: str, port: int) -> str | None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        return f"地址 {host} 不对，请检查 --host 或 LAOYOU_HOST。"
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            reason = f"端口 {port} 用不了（{error.strerror}），可能被别的程序占用。"
            return f"{reason}换一个：laoyou run --port {port % 65535 + 1}"
    return None


def _greet(environment: Environment, supervisor: Supervisor, began: float) -> None:
    """When the first page answers, print where to go and as whom."""
    deadline = time.monotonic() + ANSWER_PATIENCE_SECONDS
    while not supervisor.stopping.is_set():
        try:
            status = _first_page(_reachable(environment.host), environment.port)
            break
        except (OSError, HTTPException):
            if time.monotonic() > deadline:
                click.echo("网页服务一分钟还没有应答，请看上面的报错，或另开窗口运行 laoyou doctor。")
                return
            time.sleep(0.1)
    else:
        return
    click.echo(f"\n老幼已启动（{time.monotonic() - began:.1f} 秒）：http://{environment.host}:{environment.port}")
    if status >= 500:
        click.echo("！ 首页报错，原因见上；运行 laoyou doctor 看怎么修。")
    state = demo_state.read(environment.home)
    if state is not None and state.accounts:
        click.echo("演示账号：")
        _table([(account.username, account.password, account.purpose) for account in state.accounts])
    click.echo("按 Ctrl-C 停止。")


def _first_page(host: str, port: int) -> int:
    """The status of the first page, once it is there."""
    connection = HTTPConnection(host, port, timeout=30)
    try:
        connection.request("GET", "/", headers={"Host": "localhost"})
        return connection.getresponse().status
    finally:
        connection.close()


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _table(rows: Sequence[tuple[str, str, str]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    for username, password, purpose in rows:
        click.echo(f"  {username:<{widths[0]}}  {password:<{widths[1]}}  {purpose}")
