"""Telephone numbers as listeners type them, in any spacing, whole or half typed."""

import re
from typing import NamedTuple

from relais.core.text import digits

_SEP = r"[\s.,:*_\-\u2010-\u2015/()]*"
_WHOLE = re.compile(rf"(?<!\d)(?:(?:\+|00)?{_SEP}33{_SEP}(?:0{_SEP})?|0{_SEP})([1-9](?:{_SEP}\d){{8}})(?!\d)")
# Nine digits whose 0 was left out, when nothing but a number is typed.
_NO_ZERO = re.compile(rf"\D*([1-9](?:{_SEP}\d){{8}})\D*")
_O_FOR_ZERO = re.compile(r"(?<=[\d\s.])[oO](?=[\d\s.]*\d)|\b[oO](?=[1-9])")
_HALF = re.compile(rf"(?<!\d)(?:(?:\+|00){_SEP}33{_SEP}|0{_SEP})([1-9](?:{_SEP}\d){{4,7}})\s*$")
_SHORT = re.compile(r"(?<!\d)(3[\s.\-]?\d[\s.\-]?\d[\s.\-]?\d|1[\s.\-]?1[\s.\-]?[2459])(?!\d)")
# Two-digit emergency numbers are also départements: a number only when nothing else is typed.
_TWO_DIGITS = re.compile(r"\s*(1[578])\s*")


class Dialled(NamedTuple):
    """Digits as dialled in France; `whole` is False while they are still being typed."""

    digits: str
    whole: bool


def take_numbers(text: str, short_numbers: frozenset[str]) -> tuple[list[Dialled], str]:
    """The telephone numbers in `text`, and the text without them. `short_numbers`: those the directory holds."""
    if not any(c.isdigit() for c in text):
        return [], text
    text = _O_FOR_ZERO.sub("0", text)
    if alone := _TWO_DIGITS.fullmatch(text):
        return [Dialled(alone[1], True)], ""
    found = []

    def take(match: re.Match[str]) -> str:
        found.append(Dialled("0" + digits(match[1]), True))
        return " "

    def take_half(match: re.Match[str]) -> str:
        found.append(Dialled("0" + digits(match[1]), False))
        return " "

    def take_short(match: re.Match[str]) -> str:
        number = digits(match[1])
        if number not in short_numbers:
            return match[0]
        found.append(Dialled(number, True))
        return " "

    rest = _WHOLE.sub(take, text)
    if not found and (bare := _NO_ZERO.fullmatch(text)):
        take(bare)
        rest = ""
    rest = _SHORT.sub(take_short, rest)
    if not found:
        rest = _HALF.sub(take_half, rest)
    return found, rest
