"""What the yearly report holds: cells that were hidden where they are small, and the signatories' own figures."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from relais.directory.model import Need

Unit = Literal["persons", "files", "calls", "days", "euros", "actions"]
Shape = Literal["lines", "months", "median", "euros", "open", "age"]
Signatory = Literal["cnom", "carmf", "cng"]
Region = Literal[
    "11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94", "01", "02", "03", "04", "06",
    "unknown",
]  # fmt: skip
SIGNATORIES: tuple[Signatory, ...] = ("cnom", "carmf", "cng")
FIRST_YEAR, LAST_YEAR = 2010, 2100


class Cell(Struct, frozen=True, kw_only=True):
    """One value of a table. `line` '': its margin. `month` 0: the year. `value` None: hidden, or nothing to tell."""

    measure: str
    line: str
    month: int
    value: int | None


class Figure(Struct, frozen=True, kw_only=True):
    """What a signatory says of its own year. `value` in `unit`; euros are whole."""

    signatory: Signatory
    measure: str
    unit: Unit
    value: int
    source: str


class Content(Struct, frozen=True, kw_only=True):
    """A whole year, as it is agreed to and released."""

    year: int
    cells: tuple[Cell, ...]
    figures: tuple[Figure, ...]


class Report(Struct, frozen=True, kw_only=True):
    """A year as it is now. `released_at` None: provisional. `sha256` is that of `exact`, the content byte for byte."""

    content: Content
    exact: bytes
    sha256: bytes
    released_at: datetime | None
    over: bool

    @property
    def year(self) -> int:
        """The year told."""
        return self.content.year


class EnteredFigure(Struct, frozen=True, kw_only=True):
    """A figure as its signatory sees it. `mine`: entered by who reads, who may not confirm it."""

    id: UUID
    year: int
    signatory: Signatory
    measure: str
    unit: Unit
    value: int
    source: str
    mine: bool
    confirmed: bool


class Agreement(Struct, frozen=True, kw_only=True):
    """A signatory that agreed to publish the content of that hash."""

    signatory: Signatory
    sha256: bytes
    confirmed_at: datetime


class CallForm(Struct, frozen=True, kw_only=True):
    """The end of a call. `request`: made with the page, so that a second click counts nothing."""

    request: UUID | None = None
    needs: Annotated[list[Need], Meta(max_length=18)] = []
    region: Region | None = None


class FigureForm(Struct, frozen=True, kw_only=True):
    """One figure of the year. `value` is text: people write 1 779 and 705 290 €."""

    request: UUID | None = None
    measure: Annotated[str, Meta(max_length=40)] = ""
    value: Annotated[str, Meta(max_length=30)] = ""
    source: Annotated[str, Meta(max_length=300)] = ""


class FigureAct(Struct, frozen=True, kw_only=True):
    """A button beside a figure."""

    figure: UUID | None = None


class AgreeForm(Struct, frozen=True, kw_only=True):
    """Agreeing to publish: the hash of what was read, and a box that says it was."""

    sha256: Annotated[str, Meta(max_length=64)] = ""
    read: Annotated[str, Meta(max_length=5)] = ""
