"""Files and directories as the tests of this slice need them."""

import csv
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from relais.core.db import connect
from relais.directory.importer import Plan, apply_import, plan_import
from relais.directory.reading import open_source

DATA = Path(__file__).resolve().parents[2] / "data"
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
Row = dict[str, str]


class Files:
    """Makes source files, plans them and imports them."""

    data_dir = DATA

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @staticmethod
    def row(slug: str, **columns: str) -> Row:
        """A line that is right, with `columns` changed."""
        return {"slug": slug, **BASE, **columns}

    def write(
        self, rows: list[Row], *, name: str = "lignes.csv", delimiter: str = ",", encoding: str = "utf-8"
    ) -> Path:
        header = list(dict.fromkeys(column for line in rows for column in line)) or ["slug", *BASE]
        path = self.folder / name
        with path.open("w", encoding=encoding, newline="") as text:
            lines = csv.DictWriter(text, header, delimiter=delimiter, restval="")
            lines.writeheader()
            lines.writerows(rows)
        return path

    async def plan(self, db: Any, rows: list[Row], *, name: str = "lignes.csv", **options: Any) -> Plan:
        source = open_source(self.write(rows, name=name), data_dir=DATA)
        return await plan_import(db, source, **options)

    async def apply(self, db: Any, rows: list[Row], **options: Any) -> Plan:
        """Import rows in the transaction of `db`."""
        plan = await self.plan(db, rows, **options)
        await apply_import(db, plan)
        return plan


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture
async def app(world: Any) -> AsyncIterator[Any]:
    """A connection of relais_app to a database of the test's own, that commits."""
    db = await connect(world.app_url)
    yield db
    db.terminate()


@pytest.fixture
def data_copy(tmp_path: Path) -> Callable[[], Path]:
    """A data folder of the test's own, geography shared."""

    def make() -> Path:
        folder = tmp_path / "data"
        folder.mkdir()
        for path in DATA.glob("*.csv"):
            (folder / path.name).write_bytes(path.read_bytes())
        (folder / "geo").symlink_to(DATA / "geo")
        return folder

    return make
