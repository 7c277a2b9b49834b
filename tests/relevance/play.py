"""Play a set of labelled questions through a search."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from relais.search.model import SearchRequest, SearchResponse
from tests.relevance.cases import MOMENTS, Case, items
from tests.relevance.criteria import Verdict
from tests.relevance.judge import first_is_right, judge

Search = Callable[[SearchRequest], SearchResponse]
KEYSTROKES = 12


def request_of(case: Case, at: datetime, text: str | None = None) -> SearchRequest:
    """What the desk would send for `case`, with all or the beginning of its text."""
    return SearchRequest(
        text=case.text if text is None else text,
        origin=items(case.origin),
        exclude=case.exclude or "own",
        min_km=int(case.min_km) if case.min_km else None,
        at=at,
        seed=1,
    )


def play(search: Search, cases: Sequence[Case], ordinary: Sequence[str]) -> list[Verdict]:
    """Every verdict of a set, at each of its moments."""
    verdicts: list[Verdict] = []
    for case in cases:
        for at in case.moments:
            verdicts += judge(case, search(request_of(case, at)))
        if case.first:
            verdicts += _typed(search, case)
    verdicts += _ordinary(search, ordinary)
    return verdicts


def keystrokes(search: Search, case: Case) -> int | None:
    """How many characters of `case` are typed before the right first hit stands; None if it never does within 12."""
    length = min(KEYSTROKES, len(case.text))
    at = case.moments[0]
    return next(
        (n for n in range(1, length + 1) if first_is_right(case, search(request_of(case, at, case.text[:n])))), None
    )


def _typed(search: Search, case: Case) -> Iterator[Verdict]:
    right = keystrokes(search, case) is not None
    detail = f"premier {case.first} pas venu"
    yield Verdict("keystrokes_all", case.id, case.text, right, detail)
    if not case.late:
        yield Verdict("keystrokes", case.id, case.text, right, detail)


def _ordinary(search: Search, ordinary: Sequence[str]) -> Iterator[Verdict]:
    at = MOMENTS["tuesday_10"]
    for text in ordinary:
        banner = search(SearchRequest(text=text, at=at)).banner
        yield Verdict("ordinary", "ordinaire", text, not banner, f"bandeau {'+'.join(banner)}")
