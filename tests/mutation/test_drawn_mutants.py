"""Twenty guards drawn by a seed are taken away: the tests must see all of them missing, but those explained."""

import subprocess
import sys

import pytest

from tests.mutation.playing import ROOT
from tests.mutation.survivors import WHY

pytestmark = [pytest.mark.long]
DRAWN, SEED = 20, 1789


def test_twenty_guards_taken_away_are_missed() -> None:
    command = [sys.executable, "-m", "tests.mutation", "--sample", str(DRAWN), "--seed", str(SEED)]
    played = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    lines = played.stdout.splitlines()
    told = next((number for number, line in enumerate(lines) if f"/ {DRAWN} vus" in line), None)
    assert told is not None, played.stderr[-2000:]
    assert set(filter(None, lines[told + 1 :])) <= set(WHY)
