"""The gazetteer and its index, built once for these tests."""

from collections.abc import Callable

import pytest

from relais.core.text import fold
from relais.geo.gazetteer import Gazetteer, load_gazetteer
from relais.geo.model import Match
from relais.geo.places import PlaceIndex

Read = Callable[[str], list[tuple[str, str, str]]]


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.fixture(scope="session")
def places(gazetteer: Gazetteer) -> PlaceIndex:
    return PlaceIndex(gazetteer)


@pytest.fixture(scope="session")
def read(places: PlaceIndex) -> Read:
    """Every place met in a sentence, left to right: the words taken, the code of the best place, the strength."""

    def from_left(sentence: str) -> list[tuple[str, str, str]]:
        words, start, found = fold(sentence).split(), 0, []
        while start < len(words):
            match: Match | None = places.match(words, start)
            if match is not None:
                run = " ".join(words[start : start + match.length])
                found.append((run, match.places[0].code, match.strength))
            start += match.length if match else 1
        return found

    return from_left
