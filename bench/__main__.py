"""`make bench`: everything in under ten minutes, or `python -m bench --quick` in about one."""

import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from bench import arrays, ground, http, inside, life, load, postgres, profile
from bench.report import Bench
from bench.targets import LARGE, MIDDLE, SMALL

T = TypeVar("T")
RESULTS = Path(__file__).with_name("RESULTS.md")
QUICK_RESULTS = Path(tempfile.gettempdir()) / "relais-bench-quick.md"


def apart(work: Callable[..., T], *args: Any) -> T:
    """What `work` gives, done in a fresh process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(work, *args).result()


def main(*, quick: bool) -> int:
    """Measure, print the targets, write the file."""
    begun = time.perf_counter()
    sizes = (SMALL, MIDDLE) if quick else (100, SMALL, MIDDLE, LARGE)
    bench = Bench(quick=quick)
    for step in (_http, _inside, _engines, _life, _arrays, _profiles):
        print(f"{time.perf_counter() - begun:5.0f} s  {step.__name__.strip('_')}", flush=True)
        step(bench, sizes, quick)
    bench.seconds = time.perf_counter() - begun
    path = QUICK_RESULTS if quick else RESULTS
    path.write_text(bench.text(), encoding="utf-8")
    for target in bench.targets():
        print(target.row())
    print(f"written: {path}")
    return 0


def _http(bench: Bench, sizes: tuple[int, ...], quick: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as folder, http.desks(sizes, Path(folder)) as desks:
        bench.http = http.measure(desks, rounds=2 if quick else 4, each=256 if quick else 640)
        bench.note(desks, [load.memory_mb(desk.pid) for desk in desks])


def _inside(bench: Bench, sizes: tuple[int, ...], quick: bool) -> None:
    bench.inside = [apart(inside.measure, size, 400 if quick else 1_200) for size in sizes]


def _engines(bench: Bench, sizes: tuple[int, ...], quick: bool) -> None:
    for size in sizes:
        if size < MIDDLE:
            continue
        snapshot = ground.snapshot(size)
        if found := inside.milli(snapshot, 400 if quick else 1_200):
            bench.milli[size] = found
        if served := inside.meilisearch(snapshot, 300):
            bench.meilisearch[size] = served
        typo = 60 if size == MIDDLE else 30
        bench.postgres[size] = postgres.measure(snapshot, {"facets": 150, "hospital": 150, "prefix": 90, "typo": typo})


def _life(bench: Bench, sizes: tuple[int, ...], quick: bool) -> None:
    bench.starts = life.starts()
    bench.saved = [life.saved(size) for size in sizes]
    bench.followed = life.followed(MIDDLE, 5 if quick else 30)


def _arrays(bench: Bench, sizes: tuple[int, ...], quick: bool) -> None:
    for size in sizes:
        bench.compared += apart(arrays.compare, size, 200 if quick else 800)


def _profiles(bench: Bench, sizes: tuple[int, ...], quick: bool) -> None:
    missed = {target.words for target in bench.targets() if not target.kept}
    for size in sizes:
        kinds = [kind for kind in inside.MAKERS if any(f"{size:,}" in words and kind in words for words in missed)]
        if kinds:
            bench.profiles[size] = apart(profile.profile, size, kinds, 200 if quick else 600)


if __name__ == "__main__":
    sys.exit(main(quick="--quick" in sys.argv[1:]))
