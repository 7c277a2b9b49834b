"""Telephone numbers as listeners type them, in any spacing, whole or half typed."""

import re
from typing import NamedTuple

_SEP = r"[\s.\-/()]*"
_WHOLE = re.compile(rf"(?<!\d)(?:(?:\+|00){_SEP}33{_SEP}(?:0{_SEP})?|0{_SEP})([1-9](?:{_SEP}\d){{8}})(?!\d)")
_HALF = re.compile(rf"(?<!\d)(?:(?:\+|00){_SEP}33{_SEP}|0{_SEP})([1-9](?:{_SEP}\d){{4,7}})\s*$")
_SHORT = re.compile(r"(?<!\d)(3\d\s?\d\d|11[2459])(?!\d)")
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
    if alone := _TWO_DIGITS.fullmatch(text):
        return [Dialled(alone[1], True)], ""
    found = []

    def take(match: re.Match[str]) -> str:
        found.append(Dialled("0" + re.sub(r"\D", "", match[1]), True))
        return " "

    def take_half(match: re.Match[str]) -> str:
        found.append(Dialled("0" + re.sub(r"\D", "", match[1]), False))
        return " "

    def take_short(match: re.Match[str]) -> str:
        number = match[1].replace(" ", "")
        if number not in short_numbers:
            return match[0]
        found.append(Dialled(number, True))
        return " "

    rest = _WHOLE.sub(take, text)
    rest = _SHORT.sub(take_short, rest)
    if not found:
        rest = _HALF.sub(take_half, rest)
    return found, rest
