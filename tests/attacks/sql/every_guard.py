"""The guards of every slice together: rows for each table, and a statement that each constraint must refuse."""

from typing import Any

from tests.attacks.sql import (
    guards,
    guards_commission,
    guards_files,
    guards_programme,
    guards_reports,
    guards_requests,
    guards_retention,
)

PARTS: tuple[Any, ...] = (
    *(guards, guards_files, guards_commission, guards_programme, guards_retention, guards_requests, guards_reports),
)
POPULATION = "".join(part.POPULATION for part in PARTS)
REFERENCES = {name: said for part in PARTS for name, said in part.REFERENCES.items()}
EVERY = {**REFERENCES, **{name: said for part in PARTS for name, said in {**part.KEYS, **part.CHECKS}.items()}}
