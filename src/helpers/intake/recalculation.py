"""The plain arithmetic of a formula, to tell a result of 0 from one that no program ever calculated."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping

_RANGE = re.compile(
    r"SUM\(([A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?(?:,[A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?)*)\)", re.IGNORECASE
)
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})", re.IGNORECASE)
_PLAIN = re.compile(r"[\d.eE+\-*/() ]{1,500}")
MAX_CELLS = 100_000  # of one SUM
_OPERATIONS: Mapping[type, Callable[..., float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.UAdd: operator.pos, ast.USub: operator.neg,
}  # fmt: skip


def result(formula: str, rows: list[list[object]]) -> float | None:
    """What sums, differences, products and quotients of the sheet's own cells give; None for any other formula."""
    text = formula.lstrip("=").replace("$", "")
    try:
        text = _RANGE.sub(lambda found: repr(_sum(found[1].upper(), rows)), text)
        text = _CELL.sub(lambda found: f"({_value(found[1].upper(), int(found[2]), rows)!r})", text)
        return _evaluated(ast.parse(text, mode="eval").body) if _PLAIN.fullmatch(text) else None
    except (SyntaxError, ZeroDivisionError, OverflowError, KeyError, RecursionError):
        return None


def _evaluated(node: ast.AST) -> float:
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.UnaryOp(op=op, operand=operand):
            return _OPERATIONS[type(op)](_evaluated(operand))
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATIONS[type(op)](_evaluated(left), _evaluated(right))
    raise KeyError(type(node))


def _sum(ranges: str, rows: list[list[object]]) -> float:
    total = 0.0
    for each in ranges.split(","):
        (left, top), *rest = _CELL.findall(each)
        right, bottom = rest[0] if rest else (left, top)
        columns = range(_number(left), _number(right) + 1)
        lines = range(int(top), int(bottom) + 1)
        if len(columns) * len(lines) > MAX_CELLS:
            raise OverflowError(each)
        total += sum(_at(line - 1, column, rows) for line in lines for column in columns)
    return total


def _value(column: str, row: int, rows: list[list[object]]) -> float:
    return _at(row - 1, _number(column), rows)


def _at(row: int, column: int, rows: list[list[object]]) -> float:
    cell = rows[row][column] if row < len(rows) and column < len(rows[row]) else 0.0
    return float(cell) if isinstance(cell, int | float) else 0.0


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
