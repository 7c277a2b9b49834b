"""The questions put to every engine, drawn anew for each directory: few are twice the same."""

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bench.synthetic import NEEDS
from relais.core.text import fold
from relais.directory.model import Service
from relais.geo.gazetteer import Gazetteer
from relais.search.model import SearchRequest

FILTERS = ("anonymous", "free", "open_now", "independent")
LEVELS = ("own", "own", "own", "neighbours", "region", "none")
WISHES = ("clinique", "hospitalisation", "cure", "clinique loin de chez moi", "hospitalisation hors du département")
KEYS = "abcdefghijklmnopqrstuvwxyz"
TOWN = 5_000  # inhabitants from which a commune is asked for
LONG_ENOUGH = 6  # letters from which one slip is put right by every engine compared


class Ground(NamedTuple):
    """What questions are drawn from."""

    draw: random.Random
    services: Sequence[Service]
    departements: Sequence[str]
    towns: Sequence[str]

    def place(self) -> str:
        """A département's code or a town's name."""
        return self.draw.choice(self.departements if self.draw.random() < 0.5 else self.towns)


def facets(ground: Ground) -> SearchRequest:
    """One or two needs somewhere; one filter in four questions."""
    draw = ground.draw
    return SearchRequest(
        needs=draw.sample(NEEDS, draw.randint(1, 2)),
        places=[ground.place()],
        filters=[draw.choice(FILTERS)] if draw.random() < 0.25 else [],
    )


def typo(ground: Ground) -> SearchRequest:
    """Two or three words of a body's name, one of them mistyped."""
    draw = ground.draw
    words = [word for word in fold(draw.choice(ground.services).name).split() if len(word) >= 4]
    words = draw.sample(words, min(len(words), draw.randint(2, 3)))
    chosen = max(range(len(words)), key=lambda i: (len(words[i]) >= LONG_ENOUGH, draw.random()))
    words[chosen] = mistype(draw, words[chosen])
    return SearchRequest(text=" ".join(words))


def prefix(ground: Ground) -> SearchRequest:
    """The first three letters of a need, of a word of a name or of a town."""
    draw = ground.draw
    name = draw.choice(ground.services).name.split()
    source = draw.choice((draw.choice(NEEDS), draw.choice(name), draw.choice(ground.towns)))
    return SearchRequest(text=fold(source).replace(" ", "")[:3])


def hospital(ground: Ground) -> SearchRequest:
    """Inpatient care for a doctor of somewhere: typed in half of the questions, chosen in fields in the others."""
    draw = ground.draw
    if draw.random() < 0.5:
        return SearchRequest(text=f"{draw.choice(WISHES)} {ground.place()}")
    return SearchRequest(
        needs=["hospitalisation", *draw.sample(("addiction", "souffrance_psychique"), draw.randint(0, 1))],
        origin=[ground.place()],
        exclude=draw.choice(LEVELS),
        min_km=draw.choice((None, None, 60, 150)),
    )


MAKERS: dict[str, Callable[[Ground], SearchRequest]] = {
    "facets": facets,
    "typo": typo,
    "prefix": prefix,
    "hospital": hospital,
}


def questions(kind: str, gazetteer: Gazetteer, services: Sequence[Service], count: int) -> list[SearchRequest]:
    """`count` questions of one kind, the same for the same directory."""
    towns = sorted(c.name for c in gazetteer.communes.values() if c.population >= TOWN and c.lat is not None)
    draw = random.Random(f"{kind} {len(services)}")
    ground = Ground(draw, services, sorted(gazetteer.departements), towns)
    return [MAKERS[kind](ground) for _ in range(count)]


def mistype(draw: random.Random, word: str) -> str:
    """`word` with one slip after its first letter: a letter lost, doubled, replaced, or two exchanged."""
    i = draw.randrange(1, len(word) - 1)
    slips = (
        word[:i] + word[i + 1 :],
        word[: i + 1] + word[i:],
        word[:i] + draw.choice(KEYS) + word[i + 1 :],
        word[:i] + word[i + 1] + word[i] + word[i + 2 :],
    )
    return draw.choice([slip for slip in slips if slip != word])
