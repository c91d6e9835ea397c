"""`laoyou doctor`"""

from __future__ import annotations

import json
import os
from dataclasses import asdict

import click

from laoyou.config.command_line import Chinese
from laoyou.config.doctor import Mark, examine
from laoyou.config.environment import load


@click.command(cls=Chinese)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供监控程序读取。")
def command(as_json: bool) -> None:
    """检查安装：✓ 正常，！ 值得知道，✕ 要修。有 ✕ 时退出码为 1。"""
    findings = []
    for finding in examine(load(os.environ)):
        findings.append(finding)
        if not as_json:
            click.echo(f"{finding.mark} {finding.title}：{finding.detail}")
            if finding.remedy:
                click.echo(f"    → {finding.remedy}")
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    raise SystemExit(int(any(finding.mark is Mark.BAD for finding in findings)))
