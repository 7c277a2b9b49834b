"""SQL of the end of sheets: the database knows which are due."""

from typing import Any

from relais.core.sql import Query

PURGE: Query[Any] = Query("sheets.end_due", "SELECT purge_sheets()")
