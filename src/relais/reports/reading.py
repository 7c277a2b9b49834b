"""A year as it is now: released and frozen, or what it would be."""

from collections.abc import Mapping
from typing import Any

import msgspec

from relais.core.db import Database, Db
from relais.core.errors import NotFound
from relais.reports import store
from relais.reports.model import FIRST_YEAR, LAST_YEAR, Content, Report


def year_of(text: str) -> int:
    """A year that stands in an address. Raises NotFound."""
    if not (text.isascii() and text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR):
        raise NotFound
    return int(text)


async def report_of(db: Db, year: int) -> Report:
    """What there is to tell of a year: the bytes that were released, else those it would have."""
    released = await store.GET_RELEASE.one(db, year)
    if released is not None:
        content = msgspec.json.decode(released.content, type=Content)
        exact, sha256 = released.content, released.sha256
        return Report(content=content, exact=exact, sha256=sha256, released_at=released.released_at, over=True)
    draft = await store.GET_DRAFT.one(db, year)
    assert draft is not None  # noqa: S101 one row always
    content = msgspec.json.decode(draft.content, type=Content)
    return Report(content=content, exact=draft.content, sha256=draft.sha256, released_at=None, over=draft.over)


async def public_report(database: Database, text: str) -> Report:
    """The report that an address names. Raises NotFound for a year there is nothing to say of."""
    year = year_of(text)
    async with database.reading() as db:
        if all(row.year != year for row in await store.LIST_YEARS.all(db)):
            raise NotFound
        return await report_of(db, year)


def values_of(content: Content) -> Mapping[tuple[str, str, int], int | None]:
    """The cells, by table, line and month."""
    return {(cell.measure, cell.line, cell.month): cell.value for cell in content.cells}


async def keep_years(db: Db, *_: Any) -> None:
    """The worker's: what was counted of a year that ended is kept, once, and shown from then on."""
    await store.KEEP_COUNTS.value(db)
