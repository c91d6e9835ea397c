"""click in Chinese: headings, errors and a group that imports a command only when it is called."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click
import django


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of `laoyou --help`; `needs_django` when the module imports models or pages."""

    module: str
    summary: str
    needs_django: bool = False


class Chinese(click.Command):
    """A command whose help is in Chinese."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份说明。"
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = ["[选项]" if piece == "[OPTIONS]" else piece for piece in self.collect_usage_pieces(ctx)]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [parameter.get_help_record(ctx) for parameter in self.get_params(ctx)]
        with formatter.section("选项"):
            formatter.write_dl([record for record in records if record is not None])


class LazyGroup(Chinese, click.Group):
    """A group of commands listed in `entries` and imported on use, so that help is quick."""

    command_class = Chinese

    def __init__(self, *, entries: Mapping[str, Entry], **kwargs: Any) -> None:
        super().__init__(subcommand_metavar="命令 …", **kwargs)
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        if entry.needs_django:
            django.setup()
        command = importlib.import_module(entry.module).command
        assert isinstance(command, click.Command)
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        Chinese.format_options(self, ctx, formatter)
        with formatter.section("命令"):
            formatter.write_dl([(name, entry.summary) for name, entry in self.entries.items()])


def in_chinese(error: click.ClickException) -> str:
    """What was wrong with the command line, as a Chinese sentence; our own messages stay as they are."""
    match error:
        case click.NoSuchOption():
            return f"没有 {error.option_name} 这个选项，加 --help 看有哪些。"
        case click.MissingParameter():
            return f"缺少{_named(error.param)}，加 --help 看用法。"
        case click.BadParameter() if error.param is not None and isinstance(error.param.type, click.Path):
            return f"找不到{_named(error.param)}，请检查路径。"
        case click.BadParameter():
            return f"{_named(error.param)}的值不对，加 --help 看用法。"
        case click.UsageError() if error.message.startswith("No such command"):
            return "没有这个命令，laoyou --help 列出所有命令。"
        case click.UsageError() if error.message.startswith("Got unexpected extra"):
            return "参数太多，加 --help 看用法。"
    return error.format_message()


def _named(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "参数"
    if isinstance(parameter, click.Option):
        return f" {parameter.opts[0]} "
    return (parameter.metavar or "参数").strip("[]")
