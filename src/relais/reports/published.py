"""Figures that were published elsewhere, with their source: read from `data/report_figures.csv`, named as such."""

import csv
from pathlib import Path

import msgspec
from msgspec import Struct

from relais.web.typography import dates_in_words

FILE = "report_figures.csv"


class Published(Struct, frozen=True, kw_only=True):
    """One figure as its source gives it. `body`: cnom, carmf, cng or other. `about`: the number, `>` when at least."""

    body: str
    name: str
    period: str
    measure: str
    value: str
    about: str
    detail: str
    source: str
    source_date: str

    @property
    def dated(self) -> str:
        """The dates of its source, in words."""
        return dates_in_words(self.source_date)

    @property
    def number(self) -> int | None:
        """The number itself, when it is one."""
        return int(self.about) if self.about.isdigit() else None


def read_published(folder: Path) -> tuple[Published, ...]:
    """Every line of the file; none when this installation has no such file."""
    path = folder / FILE
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(msgspec.convert(row, Published) for row in csv.DictReader(file))


def calls_published(figures: tuple[Published, ...]) -> tuple[Published, ...]:
    """Calls of the helpline, year by year, where the source gives a number."""
    return tuple(
        figure
        for figure in figures
        if figure.body == "cnom" and figure.measure == "appels" and figure.number is not None
    )
