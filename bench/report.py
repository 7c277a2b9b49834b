"""bench/RESULTS.md: every target with its verdict, then every number."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from bench.arrays import Compared
from bench.http import Desk, Measured
from bench.inside import Inside
from bench.life import Followed, Saved, Starts
from bench.machine import machine
from bench.targets import Target, in_process, of_life, over_http
from bench.timing import Spread

_HEAD = "| | services | p50 ms | p95 ms | p99 ms | CPU ms | a second |\n|---|--:|--:|--:|--:|--:|--:|"


class Bench(Struct, kw_only=True):
    """All that one run measured; what is empty was not run."""

    quick: bool
    http: list[Measured] = []
    ready: dict[int, tuple[float, float]] = {}
    inside: list[Inside] = []
    milli: dict[int, tuple[dict[str, Spread], float]] = {}
    meilisearch: dict[int, dict[str, Spread]] = {}
    postgres: dict[int, dict[str, Spread]] = {}
    starts: Starts | None = None
    saved: list[Saved] = []
    followed: Followed | None = None
    compared: list[Compared] = []
    profiles: dict[int, dict[str, list[str]]] = {}
    seconds: float = 0

    def note(self, desks: Iterable[Desk], memory: Iterable[float]) -> None:
        """How long each server took to be ready, and the memory it holds after the load."""
        self.ready = {desk.services: (desk.ready_seconds, held) for desk, held in zip(desks, memory, strict=True)}

    def targets(self) -> list[Target]:
        """Every promise that this run can judge."""
        milli = {services: spreads for services, (spreads, _) in self.milli.items()}
        return [*over_http(self.http), *in_process(self.inside, milli), *of_life(self.starts, self.followed)]

    def text(self) -> str:
        """The whole file."""
        parts = [
            "# Speeds",
            "Written by `make bench`; do not edit. docs/explanation/search.md says how a search works.",
            "  \n".join([*machine(), f"The run took {self.seconds:.0f} s{', quick' if self.quick else ''}."]),
            "No question is asked twice over HTTP; in process each is asked once to warm up, then measured. CPU is "
            "that of the answering process; far below the wall time, it says that the machine did something else too.",
            "## Targets",
            _targets(self.targets()),
            *_http(self.http, self.ready),
            *_inside(self),
            *_life(self),
            *_compared(self.compared),
            *_profiles(self.profiles),
        ]
        return "\n\n".join(parts) + "\n"


def _targets(targets: Sequence[Target]) -> str:
    head = "| | target | measured | ratio | |\n|---|--:|--:|--:|---|"
    return "\n".join([head, *(target.row() for target in targets)])


def _row(words: str, services: int, spread: Spread) -> str:
    numbers = (spread.p50, spread.p95, spread.p99, spread.cpu)
    shown = " | ".join(f"{number:.3f}" if number < 10 else f"{number:.1f}" for number in numbers)
    return f"| {words} | {services:,} | {shown} | {spread.rate:,.0f} |"


def _http(measured: Sequence[Measured], ready: dict[int, tuple[float, float]]) -> list[str]:
    if not measured:
        return []
    ordered = sorted(measured, key=lambda one: (one.connections, one.services))
    rows = [_row(f"{one.kind}, {one.connections} conn.", one.services, one.spread) for one in ordered]
    servers = [
        f"- {services:,} services: ready in {seconds:.1f} s, {memory:.0f} MB"
        for services, (seconds, memory) in ready.items()
    ]
    words = (
        "One server process each, as `relais serve` runs it, asked from another process over loopback; all sizes run "
        "at once and are asked in turn. The floor is a route that returns 5 kB made beforehand."
    )
    return ["## Over HTTP", words, "\n".join(servers), "\n".join([_HEAD, *rows])]


def _inside(bench: Bench) -> list[str]:
    rows = []
    for inside in bench.inside:
        rows += [_row(f"Relais: {kind}", inside.services, spread) for kind, spread in inside.spreads.items()]
    for services, (spreads, _) in bench.milli.items():
        rows += [_row(f"milli: {kind}", services, spread) for kind, spread in spreads.items()]
    for name, found in (("Meilisearch", bench.meilisearch), ("PostgreSQL", bench.postgres)):
        for services, spreads in found.items():
            rows += [_row(f"{name}: {kind}", services, spread) for kind, spread in spreads.items()]
    notes = [
        f"- {inside.services:,} services: engine built in {inside.load_seconds:.2f} s, {inside.memory_mb:.0f} MB; "
        f"right first answer to a mistyped name {inside.right:.0%}; "
        + ", ".join(f"{kind} answer {size / 1000:.1f} kB" for kind, size in inside.answer_bytes.items())
        for inside in bench.inside
    ]
    notes += [
        f"- milli, {services:,} services: right first answer {right:.0%}"
        for services, (_, right) in bench.milli.items()
    ]
    if not bench.milli:
        notes.append("- milli: not run (its wheel is for Python 3.11 on Linux).")
    if not bench.meilisearch:
        notes.append("- Meilisearch server: not run (RELAIS_MEILISEARCH_URL is not set).")
    words = (
        "Relais builds whole answers: reading the question, rules, order, reasons. “Words alone” is the part that "
        "milli and Meilisearch do. PostgreSQL has one table made for the purpose and the indexes of its trigram and "
        "text search extensions; it does not read the question, give reasons or list what is left out."
    )
    return ["## In process, and other engines", words, "\n".join(notes), "\n".join([_HEAD, *rows])]


def _life(bench: Bench) -> list[str]:
    lines = []
    if starts := bench.starts:
        lines.append(
            f"- `relais serve`, real directory: first start {starts.first:.1f} s, second {starts.second:.1f} s, "
            f"{starts.memory_mb:.0f} MB"
        )
    lines += [
        f"- snapshot file, {saved.services:,} services: written in {saved.write:.2f} s, read in {saved.read:.2f} s, "
        f"{saved.megabytes:.1f} MB"
        for saved in bench.saved
    ]
    if followed := bench.followed:
        lines.append(
            f"- {followed.services:,} services in PostgreSQL: imported in {followed.import_seconds:.1f} s (server "
            f"start included), snapshot read in {followed.snapshot_seconds:.2f} s, desk ready in "
            f"{followed.desk_seconds:.1f} s"
        )
        lines += [
            f"- edit of the {field}, commit to desk: median {followed.median(field):.1f} ms, slowest "
            f"{followed.longest(field):.1f} ms of {len(visible)}"
            for field, visible in followed.visible.items()
        ]
    return ["## Starting, saving, following", "\n".join(lines)] if lines else []


def _compared(compared: Sequence[Compared]) -> list[str]:
    if not compared:
        return []
    head = "| | services | facets p50 ms | p95 | hospital p50 ms | p95 | memory MB | one change ms |"
    rule = "|---|--:|--:|--:|--:|--:|--:|--:|"
    rows = [
        f"| {one.way} | {one.services:,} | {one.facets.p50:.3f} | {one.facets.p95:.3f} | {one.hospital.p50:.3f} | "
        f"{one.hospital.p95:.3f} | {one.megabytes:.1f} | {one.change_ms:.3f} |"
        for one in compared
    ]
    words = "Who answers and in which order, the same in both, without building an answer (decision 0002)."
    return ["## Sets as big integers, or as numpy arrays", words, "\n".join([head, rule, *rows])]


def _profiles(profiles: dict[int, dict[str, list[str]]]) -> list[str]:
    parts = []
    for services, kinds in profiles.items():
        for kind, lines in kinds.items():
            listing = "\n".join(lines)
            parts.append(f"{kind}, {services:,} services:\n\n```\n{listing}\n```")
    words = "Own time of each function under a profiler, which doubles the cost of a call: shares, not durations."
    return ["## Where the time of the missed targets goes", words, *parts] if parts else []
