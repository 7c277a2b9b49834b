"""Who may run which statement, as a reviewed file: a right given or taken away changes a line of it."""

import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
rights = runpy.run_path(str(ROOT / "scripts" / "golden.py"))["rights"]


@pytest.mark.anyio
async def test_each_statement_is_for_the_accounts_that_the_golden_file_tells(world: Any) -> None:
    golden = (ROOT / "tests" / "golden" / "rights.txt").read_text(encoding="utf-8")
    assert await rights(world.superuser_url) == golden, "read the difference, then run `make golden`"
