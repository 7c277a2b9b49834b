"""Makes the reference files of tests/golden again: `make golden`, then read the difference before keeping it."""

import asyncio
import re
import subprocess
import tempfile
from pathlib import Path

import msgspec

from relais.app import openapi_document
from relais.core.embedded import EmbeddedPostgres
from relais.core.migrate import migrate

GOLDEN = Path(__file__).parents[1] / "tests" / "golden"
# What changes from one run or one minor version to the next and says nothing of the schema.
NOISE = re.compile(r"^(\\(un)?restrict .*|-- Dumped (from|by) .*)\n", re.MULTILINE)


def dump_schema(server: EmbeddedPostgres, database: str) -> str:
    """The schema of a database as pg_dump writes it. Raises when this PostgreSQL has no pg_dump."""
    assert server.binaries is not None
    program = server.binaries.folder / "pg_dump"
    command = [str(program), "--schema-only", "--no-comments", "--dbname", server.url("postgres", database)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return re.sub(r"\n{3,}", "\n\n", NOISE.sub("", done.stdout)).strip() + "\n"


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
    (GOLDEN / "openapi.json").write_bytes(openapi())
    print(f"Refaits dans {GOLDEN} : schema.sql, openapi.json. Lisez la différence avant de les garder.")


if __name__ == "__main__":
    main()
