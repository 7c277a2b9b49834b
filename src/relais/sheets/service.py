"""Making a sheet, and reading it with its code. Nobody's name, nobody's need, no account: only options."""

from uuid import UUID

from relais.cases.service import MadeCode
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.sheets import store
from relais.sheets.facts import facts_of
from relais.sheets.model import NewSheet, Sheet


async def make_sheet(db: Db, wanted: NewSheet, made: MadeCode) -> None:
    """Keep these options under this code, for thirty days. Raises Refused when the page made its sheet already.

    In a context of nobody: who gives a code is written nowhere.
    """
    await store.ADD_SHEET.run(db, wanted.id, made.lookup, made.verifier, wanted.directory_version, wanted.seed)
    rows = [(wanted.id, rank, one.slug, facts_of(one)) for rank, one in enumerate(wanted.services, 1)]
    await store.ADD_OPTION.run_many(db, rows)


async def read_sheet(db: Db, sheet: UUID) -> Sheet:
    """The sheet, in the context that its code opened. Raises NotFound once its days are over."""
    row = await store.GET_SHEET.one(db, sheet)
    if row is None:
        raise NotFound
    return Sheet(row=row, options=tuple(await store.LIST_OPTIONS.all(db, sheet)))
