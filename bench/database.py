"""A real PostgreSQL that holds the synthetic directory, put there by the product's own importer."""

import csv
import os
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from relais.core.db import connect
from relais.core.embedded import EmbeddedPostgres
from relais.core.migrate import migrate
from relais.core.settings import PROJECT
from relais.directory.importer import apply_import, plan_import
from relais.directory.model import Service
from relais.directory.reading import open_source

_PLAIN = "slug name acronym kind description hours anonymous free independent dedicated commune departement"
_HEADER = [*_PLAIN.split(), "location_precision", "needs", "audiences", "coverage", "phone", "state", "source_label"]


@asynccontextmanager
async def filled(services: Iterable[Service]) -> AsyncIterator[EmbeddedPostgres]:
    """A server of its own, with its ordinary safe settings, migrated and filled; gone at the end."""
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 a pathlib call is refused in a coroutine
        with EmbeddedPostgres(Path(folder) / "var") as server:
            await migrate(server.superuser_url)
            file = Path(folder) / "synthese.csv"
            write_csv(file, services)
            db = await connect(server.app_url, command_seconds=None)
            try:
                async with db.transaction():
                    plan = await plan_import(db, open_source(file, data_dir=PROJECT / "data"))
                    await apply_import(db, plan)
            finally:
                await db.close()
            yield server


def write_csv(path: Path, services: Iterable[Service]) -> None:
    """The services as a file to import. Nothing is confirmed: only a person confirms."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(_HEADER)
        for service in services:
            plain = [getattr(service, column) for column in _PLAIN.split()]
            lists = ["|".join(values) for values in (service.needs, service.audiences, service.coverage)]
            phone = service.contacts[0].value if service.contacts else ""
            state = "to_verify" if service.state == "to_verify" else "sourced"
            rows.writerow([*plain, service.location_precision, *lists, phone, state, "Annuaire de synthèse"])
