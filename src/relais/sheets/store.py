"""SQL of sheets. A code opens one; no account is written, and none reads another's."""

from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.db import refuse_on
from relais.core.sql import Query
from relais.sheets.model import OptionRow, SheetRow


class FoundRow(Struct, frozen=True, kw_only=True):
    """The sheet of a lookup, and what verifies its code."""

    id: UUID
    verifier: str


ADD_SHEET: Query[Any] = Query(
    "sheets.add_sheet",
    "INSERT INTO sheet (id, code_lookup, code_verifier, directory_version, seed) VALUES ($1, $2, $3, $4, $5)",
)
ADD_OPTION: Query[Any] = Query(
    "sheets.add_option", "INSERT INTO sheet_option (sheet, rank, service, shown) VALUES ($1, $2, $3, $4)"
)
FIND_SHEET_BY_CODE = Query("sheets.find_sheet_by_code", "SELECT id, verifier FROM find_sheet_by_code($1)", FoundRow)
GET_SHEET = Query(
    "sheets.get_sheet", "SELECT id, made_at, ends_at, directory_version, seed FROM sheet WHERE id = $1", SheetRow
)
LIST_OPTIONS = Query(
    "sheets.list_options", "SELECT rank, service, shown FROM sheet_option WHERE sheet = $1 ORDER BY rank", OptionRow
)

MADE = "Un code a déjà été donné pour cette fiche ; il n'est montré qu'une fois."
refuse_on("sheet_pk", "sheet_made", MADE)
refuse_on("sheet_is_no_case", "sheet_made", MADE)
