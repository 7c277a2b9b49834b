"""Labelled questions: what a listener types, and what must come back.

In every list `+` means "all of these", `|` "one of these", `*` ends a slug as a wildcard; `-` means "nothing at all"
and an empty cell "not judged".
"""

import csv
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from relais.search.model import Exclude

HERE = Path(__file__).parent
PARIS = ZoneInfo("Europe/Paris")
MOMENTS = {
    "tuesday_10": datetime(2026, 3, 10, 10, tzinfo=PARIS),
    "night_03": datetime(2026, 3, 10, 3, tzinfo=PARIS),
}
SETS = {
    "cases": ("cases.csv", "ordinary.txt"),
    "holdout": ("holdout.csv", "ordinary_holdout.txt"),
}
NOTHING = "-"


class Case(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a set. `min_km` in kilometres; `says` is `slug:word`: a word the reasons of that row must hold.

    `late` is `yes` where the word that decides of the first result begins after the ninth character.
    """

    id: str
    text: str
    at: Literal["tuesday_10", "night_03", "any"]
    origin: str
    exclude: Exclude | Literal[""]
    min_km: str
    needs: str
    needs_forbidden: str
    audiences: str
    departements: str
    origin_expected: str
    filters: str
    ask: str
    banner: str
    kind: str
    first: str
    late: str
    contains: str
    absent: str
    excluded: str
    says: str
    superseded: str
    no_results: str
    group: str
    note: str

    @property
    def moments(self) -> list[datetime]:
        """The moments at which the case is played."""
        return list(MOMENTS.values()) if self.at == "any" else [MOMENTS[self.at]]

    @property
    def hospital(self) -> bool:
        """Whether the rule of hospitalisation outside the département is what is judged."""
        return self.group.startswith("hospitalisation") or self.kind == "hospitalisation"


def load_cases(name: str) -> list[Case]:
    """The labelled questions of a set."""
    with (HERE / SETS[name][0]).open(encoding="utf-8", newline="") as file:
        return [msgspec.convert(row, Case) for row in csv.DictReader(file)]


def load_ordinary(name: str) -> list[str]:
    """The questions of a set that must not raise the banner."""
    return (HERE / SETS[name][1]).read_text(encoding="utf-8").splitlines()


def items(cell: str) -> list[str]:
    """The items of a list cell; none for `-`."""
    return [item for item in cell.split("+") if item not in ("", NOTHING)]


def one_of(alternatives: str, value: str) -> bool:
    """Whether `value` is one of `a|b*|c`."""
    return any(fnmatchcase(value, pattern) for pattern in alternatives.split("|"))


def holds(alternatives: str, values: list[str]) -> bool:
    """Whether one of `values` is one of `a|b*|c`."""
    return any(one_of(alternatives, value) for value in values)
