"""Named SQL: each statement is a constant that says the Struct its rows become."""

from collections.abc import Iterable
from types import GenericAlias
from typing import Any, Generic, TypeVar

import msgspec

from relais.core.db import Db, answering, refusing

Row = TypeVar("Row")
QUERIES: dict[str, "Query[Any]"] = {}


class Query(Generic[Row]):
    """One statement, named `slice.verb_noun`, and the type of its rows (`None` when it returns none)."""

    def __init__(self, name: str, sql: str, row: type[Row] | None = None) -> None:
        if name in QUERIES:
            raise ValueError(f"two queries are named {name}")
        self.name = name
        self.sql = sql
        self.row: Any = row
        self._rows: Any = GenericAlias(list, (row,))
        QUERIES[name] = self

    def __repr__(self) -> str:
        return f"Query({self.name})"

    async def all(self, db: Db, *args: Any) -> list[Row]:
        """Every row, in the order of the statement."""
        with answering(), refusing():
            records = await db.fetch(self.sql, *args)
        rows: list[Row] = msgspec.convert([dict(record) for record in records], self._rows)
        return rows

    async def one(self, db: Db, *args: Any) -> Row | None:
        """The first row, or None."""
        with answering(), refusing():
            record = await db.fetchrow(self.sql, *args)
        row: Row | None = None if record is None else msgspec.convert(dict(record), self.row)
        return row

    async def value(self, db: Db, *args: Any) -> Any:
        """The first column of the first row, or None."""
        with answering(), refusing():
            return await db.fetchval(self.sql, *args)

    async def run(self, db: Db, *args: Any) -> int:
        """Execute; returns how many rows were touched."""
        with answering(), refusing():
            status = await db.execute(self.sql, *args)
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def run_many(self, db: Db, rows: Iterable[tuple[Any, ...]]) -> None:
        """Execute once per row of arguments."""
        with answering(), refusing():
            await db.executemany(self.sql, rows)
