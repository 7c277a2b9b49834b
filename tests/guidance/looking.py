"""What the database holds, looked at as its owner: how many rows everywhere, and every text of it."""

import re
from typing import Any

CODE = re.compile(r"<p class=\"dictated-code\">(.*?)</p>", re.DOTALL)
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


async def rows_everywhere(owner: Any) -> dict[str, int]:
    """How many rows each table has."""
    tables = [row["tablename"] for row in await owner.fetch(TABLES)]
    return {table: int(await owner.fetchval(f'SELECT count(*) FROM "{table}"')) for table in tables}


async def texts_everywhere(owner: Any) -> str:
    """Every row of the tables about persons, as text."""
    tables = ("aid_case", "case_part", "case_event", "case_opening", "referral", "referral_event", "option_shown")
    rows = [
        row for table in (*tables, "journal") for row in await owner.fetch(f"SELECT t::text AS t FROM {table} AS t")
    ]
    return "\n".join(row["t"] for row in rows)


def code_in(page: str) -> str:
    """The eighteen digits that a page shows."""
    found = CODE.search(page)
    assert found is not None
    return re.sub(r"\D", "", re.sub(r"<[^>]+>", "", found[1]))


async def events_of(owner: Any, case: Any, act: str) -> list[dict[str, str]]:
    """The details of the events of a case that bear this name, oldest first."""
    rows = await owner.fetch("SELECT detail FROM case_event WHERE case_id = $1 AND act = $2 ORDER BY seq", case, act)
    return [dict(row["detail"]) for row in rows]
