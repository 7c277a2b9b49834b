"""Makes the reference files of tests/golden again: `make golden`, then read the difference before keeping it."""

import asyncio
import importlib
import pkgutil
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import msgspec

import relais
from relais.app import openapi_document
from relais.core.db import connect
from relais.core.embedded import EmbeddedPostgres
from relais.core.migrate import ROLES, migrate
from relais.core.sql import QUERIES, Query
from relais.retention.register import register_of

GOLDEN = Path(__file__).parents[1] / "tests" / "golden"
RETENTION = Path(__file__).parents[1] / "docs" / "reference" / "retention.md"
# What changes from one run or one minor version to the next and says nothing of the schema.
NOISE = re.compile(r"^(\\(un)?restrict .*|-- Dumped (from|by) .*)\n", re.MULTILINE)

PLANNED = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|MERGE)\b")  # the others take no right on a row


def dump_schema(server: EmbeddedPostgres, database: str) -> str:
    """The schema of a database as pg_dump writes it. Raises when this PostgreSQL has no pg_dump."""
    assert server.binaries is not None
    program = server.binaries.folder / "pg_dump"
    command = [str(program), "--schema-only", "--no-comments", "--dbname", server.url("postgres", database)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return re.sub(r"\n{3,}", "\n\n", NOISE.sub("", done.stdout)).strip() + "\n"


def every_query() -> list[Query[Any]]:
    """The registry once every module was imported, without the queries of tests."""
    for module in pkgutil.walk_packages(relais.__path__, "relais."):
        if module.name != "relais.__main__":
            importlib.import_module(module.name)
    return [query for name, query in sorted(QUERIES.items()) if not name.startswith("test.")]


async def rights(url: str) -> str:
    """Which accounts of the application may run each statement, by the grants alone: `slice.verb_noun: app worker`.

    `url`: of a superuser. EXPLAIN checks the rights on tables, columns and functions, and does nothing.
    """
    db = await connect(url)
    try:
        await db.execute("SET plan_cache_mode = force_generic_plan")
        asked = [query for query in every_query() if PLANNED.match(query.sql)]
        lines = [f"{query.name}: {' '.join([r async for r in _runners(db, query)])}".rstrip() for query in asked]
    finally:
        await db.close()
    return "\n".join(lines) + "\n"


async def _runners(db: Any, query: Query[Any]) -> Any:
    taken = len((await db.prepare(query.sql)).get_parameters())
    await db.execute(f"PREPARE asked AS {query.sql}")
    empty = f"({', '.join(['NULL'] * taken)})" if taken else ""
    for role in ROLES[1:]:
        await db.execute(f"SET ROLE {role}")
        try:
            await db.execute(f"EXPLAIN EXECUTE asked{empty}")
            yield role.removeprefix("relais_")
        except Exception as error:
            if getattr(error, "sqlstate", "") != "42501":
                raise
        finally:
            await db.execute("RESET ROLE")
    await db.execute("DEALLOCATE asked")


async def retention(url: str) -> str:
    """What is kept and until when, as the comments of the columns say. `url`: of the owner."""
    db = await connect(url)
    try:
        return await register_of(db)
    finally:
        await db.close()


def openapi() -> bytes:
    """The description of the API, one line per value so that a difference can be read."""
    return msgspec.json.format(openapi_document(), indent=2) + b"\n"


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="relais-golden-") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder)) as server:
            asyncio.run(migrate(server.superuser_url))
            (GOLDEN / "schema.sql").write_text(dump_schema(server, "relais"), encoding="utf-8")
            told = asyncio.run(rights(server.superuser_url))
            (GOLDEN / "rights.txt").write_text(told, encoding="utf-8")
            RETENTION.write_text(asyncio.run(retention(server.superuser_url)), encoding="utf-8")
    (GOLDEN / "openapi.json").write_bytes(openapi())
    print(
        f"Refaits dans {GOLDEN} : schema.sql, rights.txt, openapi.json ; et {RETENTION}. Lisez la différence d'abord."
    )


if __name__ == "__main__":
    main()
