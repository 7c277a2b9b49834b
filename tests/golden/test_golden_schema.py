"""The schema as a reviewed file: equal to the sum of the migrations, so that every change of it is seen."""

import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
dump_schema = runpy.run_path(str(ROOT / "scripts" / "golden.py"))["dump_schema"]


@pytest.mark.anyio
async def test_the_migrations_add_up_to_the_golden_schema(world: Any) -> None:
    binaries = world.server.binaries
    if binaries.major != 18 or not (binaries.folder / "pg_dump").exists():
        pytest.skip("the golden schema is made by the embedded PostgreSQL 18 only")
    golden = (ROOT / "tests" / "golden" / "schema.sql").read_text(encoding="utf-8")
    assert dump_schema(world.server, world.name) == golden, "read the difference, then run `make golden`"
