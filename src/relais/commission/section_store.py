"""SQL of the sections of a file: sealed, one row per section and round."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.commission.section_model import SectionName
from relais.core.db import refuse_on
from relais.core.sql import Query

refuse_on(
    "file_section_while_open",
    "section_shut",
    "Ce dossier est parti : ses rubriques ne se changent plus à cette étape.",
)
refuse_on(
    "file_section_of_this_version",
    "section_moved",
    "Cette rubrique a été enregistrée par quelqu'un d'autre entre-temps : relisez ce qui y est écrit, puis "
    "enregistrez de nouveau.",
)


class SectionRow(Struct, frozen=True, kw_only=True):
    """One section, still sealed."""

    section: SectionName
    sealed: bytes
    asked_cents: int | None
    version: int
    request: UUID
    saved_as: str
    saved_at: datetime


LIST_SECTIONS = Query(
    "commission.list_sections",
    """
    SELECT section, sealed, asked_cents, version, request, saved_as, saved_at
    FROM file_section WHERE file = $1 AND round = $2
    ORDER BY section
    """,
    SectionRow,
)
SET_SECTION: Query[Any] = Query("commission.set_section", "SELECT save_file_section($1, $2, $3, $4, $5, $6)")
