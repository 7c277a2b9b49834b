"""`python -m bench.yearly`: the public report over ten simulated years; figures of one run, in bench/REPORT.md.

An embedded server that really writes to disk; each year is counted, hidden and rendered as the product does it.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path

from bench.machine import machine
from relais.app import create_app
from relais.core.context import KEY_USE, pads_of
from relais.core.db import Database, connect
from relais.core.embedded import EmbeddedPostgres
from relais.core.migrate import migrate
from relais.core.settings import Settings
from relais.core.vault import Vault, create_keys, open_vault
from relais.directory.data_import import import_data
from relais.reports.reading import report_of
from relais.reports.simulating import simulate
from relais.reports.store import LIST_YEARS
from tests.accounts.people import client_for

RESULTS = Path(__file__).with_name("REPORT.md")
DATA = Path(__file__).resolve().parents[1] / "data"
CALLS, LAST, YEARS = 1_779, 2025, 10
TARGET_S = 2.0


async def measure(server: EmbeddedPostgres, vault: Vault, folder: Path) -> str:
    """Fill, then ask for everything."""
    await migrate(server.superuser_url, pads=pads_of(vault.key(KEY_USE)))
    await import_data(server.app_url, DATA)
    owner = await connect(server.superuser_url, command_seconds=None)
    years = range(LAST - YEARS + 1, LAST + 1)
    filled, rows = await _timed(simulate(owner, vault, years=years, calls=CALLS, seed=1))
    counted, _ = await _timed(owner.fetch("SELECT count(*) FROM generate_series($1::int, $2::int) AS y(n),"
                                          " count_year(n)", years[0], LAST))  # fmt: skip
    await owner.close()
    database = Database(server.app_url)
    contents, _ = await _timed(_contents(database, years))
    await database.close()
    settings = Settings(var_dir=folder, app_url=server.app_url, worker_url=server.worker_url)
    app = create_app(settings, vault=vault)
    async with app.lifespan(), client_for(app) as client:
        await client.get(f"/rapport/{LAST}")
        pages, _ = await _timed(_ask(client, [f"/rapport/{year}" for year in years]))
        files, _ = await _timed(_ask(client, [f"/rapport/{year}.csv" for year in years]))
    return _report(int(str(rows)), filled, counted, contents, pages, files)


async def _timed(work: Awaitable[object]) -> tuple[float, object]:
    before = time.perf_counter()
    found = await work
    return time.perf_counter() - before, found


async def _contents(database: Database, years: range) -> None:
    async with database.reading() as db:
        await LIST_YEARS.all(db)
        for year in years:
            await report_of(db, year)


async def _ask(client: object, paths: list[str]) -> None:
    for path in paths:
        answer = await client.get(path)  # type: ignore[attr-defined]
        if answer.status_code != 200:
            raise RuntimeError(path)


def _report(rows: int, filled: float, counted: float, contents: float, pages: float, files: float) -> str:
    kept = "kept" if max(pages, contents) < TARGET_S else "MISSED"
    lines = [
        "# The yearly report over ten years",
        "",
        *machine(),
        f"`python -m bench.yearly`; the figures of one run: {YEARS} simulated years of {CALLS:,} calls, {rows:,} rows.",
        "",
        "| what | seconds |",
        "|---|---|",
        f"| filling the ten years, counts kept | {filled:.2f} |",
        f"| counting all ten again from their rows | {counted:.2f} |",
        f"| the contents of all ten, hidden by the database | {contents:.2f} |",
        f"| the pages of all ten, charts and tables | {pages:.2f} |",
        f"| the CSV of all ten | {files:.2f} |",
        "",
        f"Target, report on ten simulated years under {TARGET_S:.0f} s: {kept}.",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and write."""
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        create_keys(folder / "keys")
        with EmbeddedPostgres(folder / "var") as server:
            text = asyncio.run(measure(server, open_vault(folder / "keys", create=False), folder))
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
