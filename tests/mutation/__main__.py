"""`make mutate`: takes every guard away in turn; docs/reference/mutation.md tells which the tests saw missing."""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from relais.core.db import connect
from relais.core.embedded import EmbeddedPostgres
from relais.core.migrate import migrate
from tests.mutation.mutants import Mutant, every_mutant
from tests.mutation.playing import BASE, Play, Verdict
from tests.mutation.report import write

OPTIONS = ("fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "max_connections=300")
PAUSE = 0.05  # seconds


async def _mutants(server: EmbeddedPostgres) -> list[Mutant]:
    admin = await connect(server.url("postgres", "postgres"))
    await admin.execute(f"CREATE DATABASE {BASE}")
    await admin.close()
    await migrate(server.url("postgres", BASE))
    db = await connect(server.url("postgres", BASE))
    found = await every_mutant(db)
    await db.close()
    return found


def play_all(server: EmbeddedPostgres, folder: Path, mutants: Sequence[Mutant], *, at_once: int) -> list[Verdict]:
    """The verdict of each, in the order they came."""
    waiting, playing, verdicts = list(enumerate(mutants)), list[Play](), list[Verdict]()
    while waiting or playing:
        while waiting and len(playing) < at_once:
            number, mutant = waiting.pop(0)
            playing.append(Play(server, folder, mutant, number))
        for one in list(playing):
            if (verdict := one.ended()) is not None:
                playing.remove(one)
                verdicts.append(verdict)
                mark = "." if verdict.seen else "S"
                print(
                    f"{mark} {len(verdicts)}/{len(mutants)} {verdict.mutant.title}: {verdict.by} {verdict.seconds}",
                    flush=True,
                )
        time.sleep(PAUSE)
    return verdicts


def run(*, sample: int | None = None, seed: int = 0, only: str = "", at_once: int = 2) -> list[Verdict]:
    """Play every mutant, or `sample` of them drawn by `seed`, or those whose title holds `only`."""
    import relais.app  # noqa: F401 read once, for every process to come

    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="relais-mutants-", dir=place) as made:
        folder = Path(made)
        folder.chmod(0o711)
        server = EmbeddedPostgres(folder / "server", options=OPTIONS)
        server.start(serving=True)
        try:
            mutants = [one for one in asyncio.run(_mutants(server)) if only in one.title]
            if sample is not None:
                mutants = random.Random(seed).sample(mutants, sample)
            return play_all(server, folder, mutants, at_once=at_once)
        finally:
            server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description="Retire chaque garde de la base, une à la fois.")
    parser.add_argument("--sample", type=int, help="n mutants tirés au sort")
    parser.add_argument("--seed", type=int, default=0, help="graine du tirage")
    parser.add_argument("--only", default="", help="ceux dont le titre contient ces mots")
    asked = parser.parse_args()
    began = time.monotonic()
    verdicts = run(sample=asked.sample, seed=asked.seed, only=asked.only)
    missed = sorted(one.mutant.title for one in verdicts if not one.seen)
    print(f"{len(verdicts) - len(missed)} / {len(verdicts)} vus en {time.monotonic() - began:.0f} s")
    print(*missed, sep="\n")
    if asked.sample is None and not asked.only:
        write(verdicts, time.monotonic() - began)
    sys.exit(1 if len(missed) > len(verdicts) * 0.05 else 0)


if __name__ == "__main__":
    main()
