"""Importing the whole data folder, in one transaction and only when it changed."""

from pathlib import Path
from typing import Final

from msgspec import Struct

from relais.audit.model import SYSTEM
from relais.audit.service import record
from relais.core.db import Db, connect
from relais.core.ids import new_id
from relais.directory import import_store as sql
from relais.directory import store
from relais.directory.data_files import DIRECTORY_FILES, RETIRED_NUMBERS, data_digest, read_retired_numbers
from relais.directory.difference_store import HAS_FACTS
from relais.directory.importer import Plan, apply_import, forget_import, plan_import
from relais.directory.model import RetiredNumber
from relais.directory.reading import Progress, open_source

WHOLE: Final = "data"  # name of the run that covers the folder
_COUNTS: Final = ("added", "changed", "retired", "unchanged", "proposed")


class DataImport(Struct, frozen=True, kw_only=True):
    """What was done with the data folder. `plans` is empty when its digest had not changed; faults are in them."""

    applied: bool
    version: int
    plans: tuple[Plan, ...] = ()

    @property
    def unchanged(self) -> bool:
        """True when the folder is the one imported last."""
        return not self.plans

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every fault, in French, with its file, line, column and value."""
        return tuple(
            f"{plan.source}, ligne {fault.line}, {fault.column or 'toute'} (« {fault.value} ») : {fault.sentence}"
            for plan in self.plans
            for fault in plan.faults
        )


class _UndoneError(Exception):
    """Rolls the transaction back when a file is at fault."""


async def import_data(app_url: str, data_dir: Path, *, progress: Progress | None = None) -> DataImport:
    """Import `data_dir` through a connection of its own. With one fault in any file nothing is imported.

    Raises Unavailable, or Refused when a file as a whole cannot be read.
    """
    db = await connect(app_url, command_seconds=None)
    try:
        return await import_data_with(db, data_dir, progress=progress)
    finally:
        db.terminate()


async def import_data_with(db: Db, data_dir: Path, *, progress: Progress | None = None) -> DataImport:
    """The same over a connection without time limit per command."""
    digest = data_digest(data_dir)
    version = await _version(db)
    if await sql.GET_LAST_DIGEST.value(db, WHOLE) == digest:
        return DataImport(applied=False, version=version)
    plans: list[Plan] = []
    try:
        async with db.transaction():
            await _import_all(db, data_dir, plans, progress)
            version = await _version(db)
            await sql.ADD_RUN.run(db, new_id(), WHOLE, digest, version, *_totals(plans))
            counts = dict(zip(_COUNTS, _totals(plans), strict=False))
            await record(db, SYSTEM, "directory.import", "import", WHOLE, detail={**counts, "version": version})
    except _UndoneError:
        return DataImport(applied=False, version=version, plans=tuple(plans))
    return DataImport(applied=True, version=version, plans=tuple(plans))


async def _version(db: Db) -> int:
    row = await store.GET_VERSION.one(db)
    return row.number if row else 0


async def _import_all(db: Db, data_dir: Path, plans: list[Plan], progress: Progress | None) -> None:
    await set_retired_numbers(db, read_retired_numbers(data_dir / RETIRED_NUMBERS))
    first_load = not await HAS_FACTS.value(db)
    for name in DIRECTORY_FILES:
        source = open_source(data_dir / name, data_dir=data_dir)
        plan = await plan_import(db, source, progress=progress, first_load=first_load)
        plans.append(plan)
        if all(made.can_apply for made in plans):
            await apply_import(db, plan)
        else:
            await forget_import(db, plan)  # go on only to name every fault at once
    if not all(plan.can_apply for plan in plans):
        raise _UndoneError


async def set_retired_numbers(db: Db, numbers: tuple[RetiredNumber, ...]) -> None:
    """Make the list of numbers never to be given exactly this one, publishing a version when it changed."""
    moved = await store.END_RETIRED_NUMBERS.run(db, [number.digits for number in numbers])
    for number in numbers:
        moved += await store.SET_RETIRED_NUMBER.run(
            db,
            number.digits,
            number.display,
            number.never,
            number.replaced_by,
            number.was,
            number.source_label,
            number.source_date_text,
        )
    if moved:
        await store.TAKE_VERSION.value(db, "import")


def _totals(plans: list[Plan]) -> tuple[int, ...]:
    return (*(sum(getattr(plan, name) for plan in plans) for name in _COUNTS), 0)
