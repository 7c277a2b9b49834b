"""Where the time of a search goes: a deterministic profile, own time by function."""

import cProfile
import pstats
from pathlib import Path

from bench import ground
from bench.questions import questions
from relais.geo.gazetteer import load_gazetteer

_LINES = 12


def profile(services: int, kinds: list[str], count: int) -> dict[str, list[str]]:
    """For each kind of question, the functions that take most, as "share  calls a question  function"."""
    snapshot = ground.snapshot(services)
    engine = ground.engine(snapshot)
    found = {}
    for kind in kinds:
        asked = questions(kind, load_gazetteer(), ground.drawn(snapshot), count)
        for question in asked[: count // 4]:
            engine.search(question, now=ground.NOON)
        profiler = cProfile.Profile()
        profiler.enable()
        for question in asked[count // 4 :]:
            engine.search(question, now=ground.NOON)
        profiler.disable()
        found[kind] = _heaviest(profiler, count - count // 4)
    return found


def _heaviest(profiler: cProfile.Profile, asked: int) -> list[str]:
    stats = pstats.Stats(profiler)
    whole = stats.total_tt  # type: ignore[attr-defined]
    rows = sorted(stats.stats.items(), key=lambda row: -row[1][2])[:_LINES]  # type: ignore[attr-defined]
    return [
        f"{100 * own / whole:4.1f} %  {calls / asked:6.1f}  {Path(file).name}:{line} {name}"
        for (file, line, name), (_, calls, own, _, _) in rows
    ]
