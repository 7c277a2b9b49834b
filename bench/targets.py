"""The speeds that Relais promises, each beside what was measured."""

from msgspec import Struct

from bench.http import Measured
from bench.inside import Inside
from bench.life import Followed, Starts
from bench.questions import MAKERS
from bench.timing import Spread

SMALL, MIDDLE, LARGE = 1_000, 5_000, 100_000


class Target(Struct, frozen=True, kw_only=True):
    """One promise. `worst` is what is allowed; `least` says that more is better."""

    words: str
    worst: float
    measured: float
    unit: str
    least: bool = False
    aside: str = ""

    @property
    def kept(self) -> bool:
        """Whether the promise is kept."""
        return self.measured >= self.worst if self.least else self.measured <= self.worst

    @property
    def ratio(self) -> float:
        """What was measured, over what is allowed."""
        return self.measured / self.worst

    def row(self) -> str:
        """A line of the table."""
        sign = "≥" if self.least else "≤"
        verdict = "pass" if self.kept else "**miss**"
        measured = f"{self.measured:.3g} {self.unit}{self.aside}"
        return f"| {self.words} | {sign} {self.worst:g} {self.unit} | {measured} | {self.ratio:.2f} | {verdict} |"


def over_http(measured: list[Measured]) -> list[Target]:
    """Against the floor of the same server, and large against small directories."""
    found = {(m.services, m.kind, m.connections): m.spread for m in measured}
    targets = []
    for connections in (1, 32):
        floor = found.get((MIDDLE, "floor", connections))
        if floor:
            for kind in MAKERS:
                spread = found[MIDDLE, kind, connections]
                share = spread.rate / floor.rate
                aside = f" ({floor.cpu / spread.cpu:.2f} by the server's CPU)"
                words = f"HTTP, 5,000 services, {connections} at once: {kind}, requests/s over the floor's"
                targets.append(Target(words=words, worst=0.5, measured=share, unit="×", least=True, aside=aside))
    for kind in ("facets", "hospital"):
        small, large = found.get((SMALL, kind, 1)), found.get((LARGE, kind, 1))
        if small and large:
            words = f"HTTP: {kind}, p50 at 100,000 services over that at 1,000"
            targets.append(Target(words=words, worst=2, measured=large.p50 / small.p50, unit="×"))
    return targets


def in_process(measured: list[Inside], milli: dict[int, dict[str, Spread]]) -> list[Target]:
    """Of the desk's engine alone."""
    found = {inside.services: inside.spreads for inside in measured}
    targets = []
    for services, kind, name, worst in (
        (MIDDLE, "facets", "p50", 0.1),
        (MIDDLE, "typo", "p50", 0.35),
        (LARGE, "facets", "p50", 0.3),
        (LARGE, "typo", "p95", 5.0),
    ):
        if services in found:
            words = f"in process, {services:,} services: {kind}, {name}"
            value = getattr(found[services][kind], name)
            targets.append(Target(words=words, worst=worst, measured=value, unit="ms"))
    for services, spreads in milli.items():
        for kind, what in (("typo", "whole search"), ("typo: words alone", "same work, words to services")):
            words = f"in process, {services:,} services: typo, p50 over milli's ({what})"
            ratio = found[services][kind].p50 / spreads["typo"].p50
            targets.append(Target(words=words, worst=1, measured=ratio, unit="×"))
    return targets


def of_life(starts: Starts | None, followed: Followed | None) -> list[Target]:
    """Of what is not a search."""
    targets = []
    if followed:
        for field in followed.visible:
            words = f"an edit of the {field} at 5,000 services, commit to desk, median"
            targets.append(Target(words=words, worst=100, measured=followed.median(field), unit="ms"))
    if starts:
        targets.append(Target(words="second start of `relais serve`", worst=3, measured=starts.second, unit="s"))
    return targets
