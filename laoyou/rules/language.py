"""The language of clauses and amounts: a text in, a checked expression out (docs/policy-language.md)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from laoyou.kernel.money import Money
from laoyou.rules import numbers
from laoyou.rules.bounds import interval
from laoyou.rules.checker import Checker
from laoyou.rules.nodes import refuse, remedy
from laoyou.rules.parser import read
from laoyou.rules.types import (
    TYPE_LABELS,
    Expression,
    FactType,
    Op,
    Parameter,
    Parameters,
    Vocabulary,
)


def parse(text: str, vocabulary: Vocabulary, parameters: Parameters, *, want: FactType) -> Expression:
    """The expression in `text`, of type `want`. Numbers come out whole; money whole fen and never below zero.

    Parameters stand for constants: int or Fraction a number, Money an amount, str a code or division,
    frozenset what may follow `in`. Raises RuleError with the line and column of the first fault. Its codes:
    `text_long character number date syntax deep heavy`, `name code division type argument rounding`,
    `fraction bounds zero sign below_zero`, `band gap overlap`.
    """
    syntax = read(text)
    checker = Checker(vocabulary, parameters)
    root = checker.check(syntax)
    if root.type is not want:
        wanted, found = TYPE_LABELS[want], TYPE_LABELS[root.type]
        refuse(syntax, f"全文的结果应当是{wanted}，现为{found}，{remedy((want,))}", "type")
    numbers.check_whole(syntax, root)
    if want is FactType.MONEY and interval(numbers.limits(root).top).low < 0:
        refuse(syntax, "金额可能小于零，请写成 max(…, 0 yuan)。", "below_zero")
    return Expression(text, root, checker.facts)


def constant(text: str) -> Parameter:
    """The one value that a text writes, for parameters: `20 yuan` Money, `0.55` Fraction, `12` int, a date,
    `true`, `'code'`. Raises RuleError as `parse`, and with `type` where more than a value is written."""
    syntax = read(text)
    node = Checker(Vocabulary(()), {}).check(syntax)
    if node.op is not Op.CONSTANT:
        refuse(syntax, "这里只能写一个固定的值，例如 20 yuan、0.55 或 2026-01-01。", "type")
    match node.value:
        case Fraction() as number if node.type is FactType.MONEY:
            return Money(int(number))
        case Fraction() as number:
            return int(number) if number.denominator == 1 else number
        case bool() | date() | str() as value:
            return value
    raise AssertionError(node)
