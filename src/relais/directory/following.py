"""A file goes on naming what was renamed or merged in the product: its lines are read where things are now."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from relais.core.db import Db
from relais.directory import difference_store as difference
from relais.directory.difference_store import LINE_COLUMNS, MoveRow
from relais.directory.reading import Reading
from relais.directory.rows import Fault

Record = tuple[Any, ...]
_LINE, _SERVICE, _KIND, _ID, _FIELD, _VALUE = (
    LINE_COLUMNS.index(name) for name in ("line", "service", "subject_kind", "subject_id", "field", "value")
)


class Moves(Struct, frozen=True, kw_only=True):
    """Where former slugs lead, by former slug. `organizations`: those that were merged away."""

    services: dict[str, MoveRow]
    organizations: dict[str, str]


async def read_moves(db: Db) -> Moves:
    """Every rename and merge in force."""
    rows = await difference.LIST_MOVES.all(db)
    return Moves(
        services={row.old_slug: row for row in rows},
        organizations={row.old_slug: row.organization for row in rows if row.organization_gone},
    )


def followed(reading: Reading, moves: Moves) -> Iterator[Record]:
    """The records of `reading`, a renamed service under its new slug; what was merged away is left out and told."""
    if not moves.services:
        yield from reading.records()
        return
    told: set[str] = set()
    for record in reading.records():
        move = moves.services.get(record[_SERVICE])
        if move is not None and move.merged:
            if move.old_slug not in told:
                told.add(move.old_slug)
                reading.warnings.append(_left_out(record[_LINE], move))
            continue
        if record[_KIND] == "organization" and record[_ID] in moves.organizations:
            continue  # the organisation that took over is described by its own line
        yield _redirected(record if move is None else _renamed(record, move), moves)
    reading.rejected = {_now(slug, moves) for slug in reading.rejected}


def _now(slug: str, moves: Moves) -> str:
    move = moves.services.get(slug)
    return slug if move is None or move.merged else move.slug


def _left_out(line: int, move: MoveRow) -> Fault:
    sentence = f"« {move.old_slug} » a été réunie à « {move.slug} » : sa ligne n'est pas reprise."
    return Fault(line=line, column="slug", value=move.old_slug, sentence=sentence)


def _renamed(record: Record, move: MoveRow) -> Record:
    cells = list(record)
    cells[_SERVICE] = move.slug
    if record[_KIND] != "organization":
        cells[_ID] = move.slug + record[_ID].removeprefix(move.old_slug)
    return tuple(cells)


def _redirected(record: Record, moves: Moves) -> Record:
    """A service that names another one by its former slug."""
    if record[_FIELD] not in ("organization", "replaced_by"):
        return record
    named = msgspec.json.decode(record[_VALUE])
    if record[_FIELD] == "organization":
        now_at = moves.organizations.get(named, named)
    else:
        now_at = moves.services[named].slug if named in moves.services else named
    return (*record[:_VALUE], msgspec.json.encode(now_at).decode(), *record[_VALUE + 1 :])
