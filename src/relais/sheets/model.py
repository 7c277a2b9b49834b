"""A sheet: the options that a caller was given, with what the directory said of them that day, and nothing else."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.context import Context
from relais.directory.model import Service


class SheetEntered(Struct, frozen=True, kw_only=True):
    """The sheet that a code opened."""

    sheet: UUID
    lookup: bytes

    def __repr__(self) -> str:
        return "SheetEntered(…)"

    @property
    def context(self) -> Context:
        """Bound to this one sheet: it reads nothing else."""
        return Context(kind="person", case=self.sheet)


class SheetRow(Struct, frozen=True, kw_only=True):
    """When it was made and until when it is read, on the database's clock; the seed of its order."""

    id: UUID
    made_at: datetime
    ends_at: datetime
    directory_version: int
    seed: int


class OptionRow(Struct, frozen=True, kw_only=True):
    """One option, and what was said of it: public facts, see `facts.py`."""

    rank: int
    service: str
    shown: dict[str, Any]


class Sheet(Struct, frozen=True, kw_only=True):
    """A sheet read back, in its order."""

    row: SheetRow
    options: tuple[OptionRow, ...]


class MadeSheet(Struct, frozen=True, kw_only=True):
    """A sheet just made. `code` is told once, and kept nowhere."""

    code: str
    ends_at: datetime

    def __repr__(self) -> str:
        return "MadeSheet(…)"


class NewSheet(Struct, frozen=True, kw_only=True):
    """What is on the page, in its order. `id`: made with the page, so that a second click makes no second sheet."""

    id: UUID
    services: tuple[Service, ...]
    directory_version: int
    seed: int
