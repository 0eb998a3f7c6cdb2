"""Pasted numbers: nested lists as JSON and NumPy print them, or the rows of a table (CSV).

One pass over the text with a counter at hand: memory grows with the numbers accepted, never with what is claimed.
"""

import re
from array import array
from math import isinf

import numpy as np
from numpy.typing import NDArray

from app.core.axes import MAX_RANK
from app.core.errors import InputError, shown

NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?"
ODD = r"(?:[nN][aA][nN]|[iI][nN][fF](?:[iI][nN][iI][tT][yY])?)"
LONGEST = 400
"""Letters in one number. The longest exact decimals of float64 are longer; nobody pastes them."""
LISTS = "[[1, 2], [3, 4]]"

_VALUE = rf'(?P<number>{NUMBER}|[+-]?{ODD}\b|"[+-]?{ODD}")(?![\w.+-])'
_TOKEN = re.compile(rf"\s*(?:{_VALUE}|(?P<mark>[\[\],])|(?P<other>[^\s\[\],]+))")
_WRAPPED = re.compile(r"(?:array|tensor)\((?P<lists>\[.*\])(?:,\s*\w+=[\w.<>:']+){0,4}\s*\)", re.DOTALL)
"""As NumPy and PyTorch show an array in a notebook."""
_FINITE = re.compile(NUMBER)
_CELL = re.compile(rf"{NUMBER}|[+-]?(?:nan|inf|infinity)", re.IGNORECASE | re.ASCII)


def parse_pasted(text: str, most_values: int) -> NDArray[np.float64]:
    """The numbers as float64. Lists keep their nesting, of rank 1 to 5; a table has rank 2: rows, columns.

    `nan`, `inf`, `-inf` and `infinity` are data in any case, as NumPy and Python's JSON write them; in lists, in quotes
    too, for those whose JSON has no such numbers. In lists, commas
    may be left out, as NumPy does; in tables, cells are separated by commas, semicolons, tabs or spaces. Raises
    InputError of `values` for everything else.
    """
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").strip()
    if wrapped := _WRAPPED.fullmatch(text):
        text = wrapped["lists"]
    if not text:
        raise _refusal("no numbers", "at least one", LISTS)
    return _Lists(most_values).read(text) if text.startswith("[") else _table(text, most_values)


def _refusal(got: str, expected: str, hint: str) -> InputError:
    return InputError("values", got, expected, hint)


def _numbers(count: int) -> str:
    return "1 number" if count == 1 else f"{count:,} numbers"


def _quoted(text: str) -> str:
    return shown(text[:100])


def _too_many(most_values: int) -> InputError:
    return _refusal(f"more than {most_values:,} numbers", f"at most {most_values:,}", "a part of them")


def _value(word: str) -> float:
    word = word.strip('"')
    value = float(word) if len(word) <= LONGEST else float("inf")
    if isinf(value) and _FINITE.fullmatch(word):
        raise _refusal(_quoted(word), "a number that a float64 can hold", "a smaller one, or inf if it is meant")
    return value


def _table(text: str, most_values: int) -> NDArray[np.float64]:
    separator = next((mark for mark in "\t;," if mark in text), None)
    values = array("d")
    rows = width = 0
    for line in text.splitlines():
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split(separator, most_values + 1)]
        if len(values) + len(cells) > most_values:
            raise _too_many(most_values)
        rows += 1
        width = width or len(cells)
        if len(cells) != width:
            raise _refusal(f"{_numbers(len(cells))} in row {rows}", f"{width}, as in row 1", "rows of equal length")
        for column, cell in enumerate(cells, 1):
            if not _CELL.fullmatch(cell):
                raise _not_a_number(cell, f"in row {rows}, column {column}")
            values.append(_value(cell))
    return np.array(values).reshape(rows, width)


def _not_a_number(word: str, where: str) -> InputError:
    if not word:
        return _refusal(f"an empty place {where}", "a number", "nan where a value is missing")
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", word):
        return _refusal(f"{_quoted(word)} {where}", "a decimal point", word.replace(",", "."))
    if word in {"...", "…"}:
        return _refusal(f"{_quoted(word)} {where}", "every number", "printing the whole array")
    if re.search("[A-Za-z]", word):
        return _refusal(
            f"{_quoted(word)} {where}", "numbers only", "leaving names and units out, and nan where a value is missing"
        )
    return _refusal(f"{_quoted(word)} {where}", "a number in the digits 0–9, such as 0.5 or 1e-5", "0.5")


class _Lists:
    """A reader of nested lists. `lengths[d]` is the length every list at depth d must have, 0 while it is not known."""

    def __init__(self, most_values: int) -> None:
        self.most_values = most_values
        self.values = array("d")
        self.lengths: list[int] = []
        self.counts: list[int] = []
        self.rank = 0
        self.comma = False

    def read(self, text: str) -> NDArray[np.float64]:
        place = 0
        for token in _TOKEN.finditer(text):
            place = token.end()
            if token["number"]:
                self._number(token["number"])
            elif token["mark"] == "[":
                self._open()
            elif token["mark"] == "]":
                self._close()
            elif token["mark"] == ",":
                self._separate()
            else:
                raise _not_a_number(token["other"], f"after {_numbers(len(self.values))}")
            if not self.counts:
                break
        rest = text[place:].strip()
        if self.counts or rest:
            got = "a list that is not closed" if self.counts else f"{_quoted(rest)} after the list"
            raise _refusal(got, "as many closing as opening brackets, and one list", LISTS)
        return np.array(self.values).reshape(self.lengths)

    def _number(self, word: str) -> None:
        self.rank = self.rank or len(self.counts)
        if len(self.counts) != self.rank:
            raise self._mixed()
        if len(self.values) == self.most_values:
            raise _too_many(self.most_values)
        self.values.append(_value(word))
        self._counted()

    def _open(self) -> None:
        if len(self.counts) == MAX_RANK:
            raise _refusal(f"lists nested deeper than {MAX_RANK}", f"1 to {MAX_RANK} levels", LISTS)
        if self.rank and len(self.counts) == self.rank:
            raise self._mixed()
        if self.counts:
            self._counted()
        self.counts.append(0)
        if len(self.lengths) < len(self.counts):
            self.lengths.append(0)

    def _close(self) -> None:
        depth, count = len(self.counts) - 1, self.counts.pop()
        if self.comma or not count:
            raise _refusal("a comma before a closing bracket" if self.comma else "an empty list", "a number", LISTS)
        self.lengths[depth] = self.lengths[depth] or count
        if self.lengths[depth] != count:
            raise _refusal(
                f"a list of length {count}", f"{self.lengths[depth]}, as in the first", "lists of equal length"
            )

    def _separate(self) -> None:
        if self.comma or not self.counts[-1]:
            raise _refusal("a comma with nothing before it", "a number", "nan where a value is missing")
        self.comma = True

    def _counted(self) -> None:
        self.counts[-1] += 1
        self.comma = False

    def _mixed(self) -> InputError:
        return _refusal("numbers beside lists", "lists of equal depth", LISTS)
