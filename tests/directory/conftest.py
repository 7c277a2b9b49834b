"""Files and directories as the tests of this slice need them."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from relais.core.db import connect
from relais.directory.importer import Plan, apply_import, plan_import
from relais.directory.reading import open_source

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
BASE: Mapping[str, str] = {
    "name": "Écoute des soignants",
    "kind": "ecoute",
    "needs": "addiction",
    "coverage": "69",
    "phone": "04 72 00 00 01",
    "state": "sourced",
    "source_label": "Bulletin de l'Ordre",
    "source_date": "2016",
}


def row(slug: str, **columns: str) -> dict[str, str]:
    """A line that is right, with `columns` changed."""
    return {"slug": slug, **BASE, **columns}


def write_csv(path: Path, rows: list[dict[str, str]], *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    header = list(dict.fromkeys(column for line in rows for column in line)) or ["slug", *BASE]
    with path.open("w", encoding=encoding, newline="") as text:
        lines = csv.DictWriter(text, header, delimiter=delimiter, restval="")
        lines.writeheader()
        lines.writerows(rows)
    return path


async def plan_rows(db: Any, folder: Path, rows: list[dict[str, str]], *, name: str = "lignes.csv", **options: Any) -> Plan:
    """The plan of a file holding `rows`."""
    source = open_source(write_csv(folder / name, rows), data_dir=DATA)
    return await plan_import(db, source, **options)


@pytest.fixture
def import_rows(tmp_path: Path) -> Callable[..., Any]:
    """Import rows through a connection of relais_app and commit; returns the plan that was applied."""

    async def run(world_or_url: Any, rows: list[dict[str, str]], *, name: str = "lignes.csv", **options: Any) -> Plan:
        db = await connect(getattr(world_or_url, "app_url", world_or_url), command_seconds=None)
        try:
            async with db.transaction():
                plan = await plan_rows(db, tmp_path, rows, name=name, **options)
                await apply_import(db, plan)
            return plan
        finally:
            db.terminate()

    return run
