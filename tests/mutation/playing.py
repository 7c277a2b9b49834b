"""Plays the tests against one mutant: on a server of the run, in a database made from the mutated template."""

import asyncio
import os
import re
import sys
import time
import traceback
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from relais.core.db import connect
from relais.core.embedded import EmbeddedPostgres
from tests.mutation.mutants import Mutant

ROOT = Path(__file__).resolve().parents[2]
BASE = "relais_template"
FOLDERS = (
    "attacks/sql", "laws", "cases", "referrals", "sheets", "accounts", "audit", "guidance", "inbox", "followup",
    "aid_requests", "commission", "programme", "accompaniment", "reports", "retention",
)  # fmt: skip
RIGHTS = "golden/test_golden_rights.py"
CONSTRAINTS = "attacks/sql/test_constraints_hold.py"
# What sees most mutants of a kind, in seconds: it is played first.
QUICKEST = {"right": RIGHTS, "function right": RIGHTS, "constraint": CONSTRAINTS, "index": CONSTRAINTS}
LOOKING = ("-k", "not left_untried")  # a test that only looks whether the guard is there proves nothing
NOTHING_TO_PLAY = int(pytest.ExitCode.NO_TESTS_COLLECTED)  # all the tests of a batch are long ones, say
SILENT = 60  # seconds without a test that ends: a mutant that makes one wait for ever was seen


class Verdict(Struct, frozen=True, kw_only=True):
    """`seen`: a test turned red. `by`: the first that did."""

    mutant: Mutant
    seen: bool
    by: str
    seconds: float


@cache
def playable_files() -> dict[str, str]:
    """Every test file that may see a mutant, with its text."""
    found = [path for folder in FOLDERS for path in sorted((ROOT / "tests" / folder).glob("test_*.py"))]
    found.append(ROOT / "tests" / RIGHTS)
    return {str(path): path.read_text(encoding="utf-8") for path in found}


def stages(mutant: Mutant) -> list[list[str]]:
    """The files in the order to play them, in batches: reading them all costs more than playing the first.

    What sees most mutants of the kind, then those that name the guard, then its table, attacks and laws first.
    """
    named = re.compile(rf"\b{re.escape(mutant.name.split()[0])}\b")
    table = re.compile(rf"\b{re.escape(mutant.of)}\b")

    def stage(path: str) -> int:
        text = playable_files()[path]
        if path.endswith(QUICKEST.get(mutant.kind, "nothing")):
            return 0
        if named.search(text):
            return 1
        return (2 if "/attacks/" in path or "/laws/" in path else 3) if table.search(text) else 4

    found = sorted(playable_files(), key=lambda path: (stage(path), len(playable_files()[path])))
    return [list(batch) for _, batch in groupby(found, stage)]


async def prepare(server: EmbeddedPostgres, mutant: Mutant, template: str) -> None:
    """The mutated template."""
    admin = await connect(server.url("postgres", "postgres"), command_seconds=None)
    await admin.execute(f"CREATE DATABASE {template} TEMPLATE {BASE} STRATEGY file_copy OWNER relais_owner")
    await admin.close()
    db = await connect(server.url("postgres", template), command_seconds=None)
    await db.execute(mutant.sql)
    await db.close()


async def clean(server: EmbeddedPostgres, template: str, pid: int) -> None:
    """What a run leaves: its template, and the databases of tests cut short."""
    admin = await connect(server.url("postgres", "postgres"), command_seconds=None)
    left = f"^({template}(_.*)?|world_{pid}_.*)$"
    for row in await admin.fetch("SELECT datname FROM pg_database WHERE datname ~ $1", left):
        await admin.execute(f"DROP DATABASE IF EXISTS {row['datname']} WITH (FORCE)")
    await admin.close()


class Play:
    """One mutant being played in a process of its own."""

    def __init__(self, server: EmbeddedPostgres, folder: Path, mutant: Mutant, number: int) -> None:
        self.mutant = mutant
        self._server = server
        self._template = f"mutant_{number}"
        self._log = folder / f"{self._template}.log"
        self._log.touch()
        self._began = self._heard = time.monotonic()
        self._said = 0
        asyncio.run(prepare(server, mutant, self._template))
        self.pid = os.fork()
        if self.pid == 0:
            _child(folder, self._template, self._log, stages(mutant))

    def ended(self) -> Verdict | None:
        """The verdict once there is one."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        late = self._silence() > SILENT
        if pid == 0 and not late:
            return None
        if pid == 0:
            os.kill(self.pid, 9)
            os.waitpid(self.pid, 0)
        asyncio.run(clean(self._server, self._template, self.pid))
        found = re.search(r"^(?:FAILED|ERROR) (\S+?)(?:\[| - |$)", self._log.read_text(errors="replace"), re.MULTILINE)
        code = os.waitstatus_to_exitcode(status) if pid else 1
        if code not in (0, 1) and not found:  # a test that turned red may leave a connection that pytest complains of
            raise RuntimeError(self._log.read_text(errors="replace")[-3000:])
        self._log.unlink()
        by = found[1].rpartition("/")[2] if found else ("a test that waits" if late else "")
        return Verdict(
            mutant=self.mutant, seen=code != 0 or late, by=by, seconds=round(time.monotonic() - self._began, 1)
        )

    def _silence(self) -> float:
        """Seconds since a test last said how it ended."""
        said, now = self._log.stat().st_size, time.monotonic()
        if said > self._said:
            self._said, self._heard = said, now
        return now - self._heard


def _child(folder: Path, template: str, log: Path, batches: list[list[str]]) -> Any:
    """Never returns."""
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    sys.stdout.reconfigure(write_through=True)  # type: ignore[union-attr] # so that its age tells a test that waits
    os.environ.update(RELAIS_TEST_SERVER=str(folder / "server"), RELAIS_TEST_TEMPLATE=template)
    os.chdir(ROOT)
    flags = ["-x", "-p", "no:randomly", "-p", "no:xdist", "--tb=no", "-rfE", "--assert=plain"]
    code = 3
    try:
        for files in batches:
            code = 3  # also when what turned red makes pytest itself stop
            code = int(pytest.main([*flags, *LOOKING, *files]))
            if code not in (0, NOTHING_TO_PLAY):
                break
            code = 0
    except BaseException:  # this process has nobody above it to tell
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
