"""Tokens into a tree of syntax, by recursive descent. Knows no fact and no type: that is the checker's.

    expression = "if" expression "then" expression "else" expression | or
    or         = and { "or" and }            and     = not { "and" not }
    not        = "not" not | comparison
    comparison = sum [ ("==" | "!=" | "<" | "<=" | ">" | ">=") sum | ["not"] "in" (set | name) ]
    sum        = product { ("+" | "-") product }
    product    = unary { ("*" | "/") unary } unary   = "-" unary | atom
    atom       = number ["yuan" | "fen"] | date | text | "true" | "false" | name
               | name "(" [expression { "," expression }] ")" | "(" expression ")"
               | "band" "(" expression { "," range ":" expression } ")"
    set        = "{" expression { "," expression } "}"
    range      = limit | limit ".." | ".." limit | limit ".." limit
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import NoReturn

from laoyou.rules.lexer import END, Token, tokens
from laoyou.rules.types import Place, RuleError

MAX_DEPTH = 32
MAX_DIGITS = 18

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
FEN = {"yuan": 100, "fen": 1}


@dataclass(frozen=True, slots=True)
class Syntax:
    """`word` says what was written: an Op's sign, a call's name, or number, money, date, text, truth, name,
    set, bands; `value` is what stood there."""

    word: str
    at: Place
    parts: tuple[Syntax, ...] = ()
    value: object = None
    depth: int = 1


def read(text: str) -> Syntax:
    """The tree of the whole text. Raises RuleError (the lexer's, `syntax`, `number`, `date`, `deep`)."""
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = list(tokens(text))
        self._position = 0
        self._depth = 0

    def whole(self) -> Syntax:
        tree = self._expression()
        if self._now.kind != END:
            self._refuse("这里多出了内容，可能缺少运算符或括号")
        return tree

    @property
    def _now(self) -> Token:
        return self._tokens[self._position]

    def _next(self) -> Token:
        token = self._now
        self._position += token.kind != END
        return token

    def _at(self, *words: str) -> bool:
        return self._now.kind in ("name", "symbol") and self._now.text in words

    def _take(self, *words: str) -> Token | None:
        return self._next() if self._at(*words) else None

    def _need(self, word: str) -> Token:
        return self._take(word) or self._refuse(f"这里应当写“{word}”")

    def _refuse(self, what: str) -> NoReturn:
        token = self._now
        seen = "已到结尾" if token.kind == END else f"现为“{token.text[:20]}”"
        raise RuleError(f"{what}，{seen}。", "syntax", token.at.line, token.at.column)

    def _made(self, word: str, first: Place, *parts: Syntax, value: object = None) -> Syntax:
        """A tree from the place where it begins to the last token taken."""
        depth = 1 + max((part.depth for part in parts), default=0)
        if depth > MAX_DEPTH:
            self._too_deep(first)
        end = self._tokens[self._position - 1].at.end
        return Syntax(word, Place(first.line, first.column, first.start, end), parts, value, depth)

    def _too_deep(self, at: Place) -> NoReturn:
        raise RuleError(f"层次超过{MAX_DEPTH}层，请拆成几个条款或减少括号。", "deep", at.line, at.column)

    def _expression(self) -> Syntax:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._too_deep(self._now.at)
        start = self._take("if")
        tree = self._choice(start.at) if start else self._or()
        self._depth -= 1
        return tree

    def _choice(self, first: Place) -> Syntax:
        condition = self._expression()
        self._need("then")
        chosen = self._expression()
        self._need("else")
        return self._made("if", first, condition, chosen, self._expression())

    def _or(self) -> Syntax:
        return self._row("or", self._and)

    def _and(self) -> Syntax:
        return self._row("and", self._not)

    def _row(self, word: str, part: Callable[[], Syntax]) -> Syntax:
        parts = [part()]
        while self._take(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else self._made(word, parts[0].at, *parts)

    def _not(self) -> Syntax:
        return self._before("not", "not", self._not, self._comparison)

    def _unary(self) -> Syntax:
        return self._before("-", "negate", self._unary, self._atom)

    def _before(
        self, sign: str, word: str, again: Callable[[], Syntax], otherwise: Callable[[], Syntax]
    ) -> Syntax:
        token = self._take(sign)
        if token is None:
            return otherwise()
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._too_deep(token.at)
        tree = self._made(word, token.at, again())
        self._depth -= 1
        return tree

    def _comparison(self) -> Syntax:
        left = self._sum()
        sign = self._take(*COMPARISONS)
        if sign:
            tree = self._made(sign.text, left.at, left, self._sum())
            if self._at(*COMPARISONS):
                self._refuse("比较不能连写，请用 and 连接两个比较")
            return tree
        negated = self._take("not")
        if not (negated or self._at("in")):
            return left
        self._need("in")
        tree = self._made("in", left.at, left, self._set() if self._at("{") else self._atom())
        return self._made("not", left.at, tree) if negated else tree

    def _set(self) -> Syntax:
        first = self._need("{").at
        parts = [self._expression()]
        while self._take(","):
            parts.append(self._expression())
        self._need("}")
        return self._made("set", first, *parts)

    def _sum(self) -> Syntax:
        return self._chain(("+", "-"), self._product)

    def _product(self) -> Syntax:
        return self._chain(("*", "/"), self._unary)

    def _chain(self, signs: tuple[str, ...], part: Callable[[], Syntax]) -> Syntax:
        tree = part()
        while sign := self._take(*signs):
            tree = self._made(sign.text, tree.at, tree, part())
        return tree

    def _atom(self) -> Syntax:
        token = self._now
        if self._take("("):
            inner = self._expression()
            end = self._need(")").at.end
            at = Place(token.at.line, token.at.column, token.at.start, end)
            return replace(inner, at=at)
        if self._take("true", "false"):
            return self._made("truth", token.at, value=token.text == "true")
        if token.kind == "number":
            return self._number()
        if token.kind == "text":
            self._next()
            return self._made("text", token.at, value=token.text[1:-1])
        if token.kind == "date":
            return self._date()
        if token.kind == "name" and token.text not in ("and", "or", "not", "in", "if", "then", "else"):
            self._next()
            return self._call(token) if self._at("(") else self._made("name", token.at, value=token.text)
        return self._refuse("这里应当是名称、数字、日期、代码或括号")

    def _number(self) -> Syntax:
        token = self._next()
        if len(token.text) > MAX_DIGITS:
            raise RuleError(f"数字超过{MAX_DIGITS}位，请核对。", "number", token.at.line, token.at.column)
        unit = self._take(*FEN)
        number = Fraction(token.text)
        if unit is None:
            return self._made("number", token.at, value=number)
        fen = number * FEN[unit.text]
        if fen.denominator != 1:
            raise RuleError("金额请精确到分，最多两位小数。", "number", token.at.line, token.at.column)
        return self._made("money", token.at, value=int(fen))

    def _date(self) -> Syntax:
        token = self._next()
        try:
            value = date.fromisoformat(token.text)
        except ValueError:
            message = f"没有{token.text}这一天，请核对日期。"
            raise RuleError(message, "date", token.at.line, token.at.column) from None
        return self._made("date", token.at, value=value)

    def _call(self, name: Token) -> Syntax:
        self._need("(")
        if name.text == "band":
            return self._bands(name)
        parts: list[Syntax] = []
        while not self._take(")"):
            if parts:
                self._need(",")
            parts.append(self._expression())
        return self._made("call", name.at, *parts, value=name.text)

    def _bands(self, name: Token) -> Syntax:
        parts = [self._expression()]
        ranges: list[tuple[Syntax | None, Syntax | None]] = []
        while self._take(","):
            ranges.append(self._range())
            self._need(":")
            parts.append(self._expression())
        self._need(")")
        return self._made("band", name.at, *parts, value=tuple(ranges))

    def _range(self) -> tuple[Syntax | None, Syntax | None]:
        low = self._number() if self._now.kind == "number" else None
        if not self._take(".."):
            return (low, low) if low else self._refuse("每一档以范围开头，例如 60..79")
        high = self._number() if self._now.kind == "number" else None
        return (low, high) if low or high else self._refuse("范围至少写出一端，例如 ..59 或 80..")
