"""What a page is found by: questions a caller would ask, put to the real search, and the place it takes."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from relais.core import clock
from relais.directory.model import NATIONAL, Service
from relais.directory.pages import UNIT_KINDS
from relais.directory.wording import NEEDS
from relais.geo.gazetteer import Gazetteer
from relais.search.engine import SearchEngine
from relais.search.model import SearchRequest, SearchResponse
from relais.web.typography import count

ELSEWHERE = ("Lyon", "Nantes", "Lille")  # where a national service is asked for
SEEDS = (1, 2, 3)  # equals are drawn by lot: several draws tell the places one may have
FAR = 50
_MOST_NEEDS = 4


class Question(Struct, frozen=True, kw_only=True):
    """A question and the answer about this page. `best` and `worst` are places, from 1; 0 when it is not found."""

    text: str
    best: int = 0
    worst: int = 0
    why_not: str = ""

    @property
    def place(self) -> str:
        """`1re`, `2e à 4e`."""
        return _ordinal(self.best) if self.best == self.worst else f"{_ordinal(self.best)} à {_ordinal(self.worst)}"


def _ordinal(place: int) -> str:
    return "1re" if place == 1 else f"{place}e"


async def found_by(service: Service, engine: SearchEngine) -> list[Question]:
    """Each question with the place this service takes in its answer."""
    return [await _asked(text, service, engine) for text in dict.fromkeys(questions(service, engine.gazetteer))]


def questions(service: Service, gazetteer: Gazetteer) -> Iterator[str]:
    """Its names; its needs, asked from where it answers."""
    if service.acronym:
        yield service.acronym.lower()
    elif not service.council_of:
        yield service.name.lower()
    towns = _towns(service, gazetteer)
    unit = service.kind in UNIT_KINDS
    for number, need in enumerate(service.needs[:_MOST_NEEDS]):
        words = NEEDS[need].partition(",")[0]
        town = towns[number % len(towns)]
        yield f"{words}, hospitalisation, médecin de {town}" if unit else f"{words} à {town}"
    if service.council_of:
        yield f"conseil de l'ordre {gazetteer.territory_name(service.council_of)}"
    phone = next((one for one in service.contacts if one.kind == "phone" and one.purpose == "help"), None)
    if phone:
        yield phone.value


def _towns(service: Service, gazetteer: Gazetteer) -> Sequence[str]:
    """Where callers of this service are: for a hospital, elsewhere."""
    if service.kind in UNIT_KINDS:
        return [town for town, code in zip(ELSEWHERE, ("69", "44", "59"), strict=True) if code != service.departement]
    if NATIONAL in service.coverage or not service.coverage:
        return ELSEWHERE
    codes = sorted(service.coverage, key=lambda code: code != service.departement)
    return [gazetteer.departements[code].seat_name for code in codes if code in gazetteer.departements] or ELSEWHERE


async def _asked(text: str, service: Service, engine: SearchEngine) -> Question:
    places = []
    answer = None
    for seed in SEEDS:
        answer = await engine.answer(SearchRequest(text=text, limit=FAR, seed=seed), now=clock.now())
        slugs = [result.slug for result in answer.results]
        if service.slug in slugs:
            places.append(slugs.index(service.slug) + 1)
    if places or answer is None:
        return Question(text=text, best=min(places, default=0), worst=max(places, default=0))
    return Question(text=text, why_not=_why_not(service, answer))


def _why_not(service: Service, answer: SearchResponse) -> str:
    excluded = {left.slug: left.reason for left in answer.excluded}
    if service.slug in excluded:
        return excluded[service.slug]
    if service.closed_on:
        return "votre fiche dit que l'activité a cessé"
    understood = answer.understood
    if understood.departements and not {NATIONAL, *understood.departements} & set(service.coverage):
        return "votre territoire ne comprend pas ce lieu"
    if understood.kind in ("unknown", "empty"):
        return "la question n'est pas comprise : ajoutez ce mot à vos autres noms"
    if understood.needs and not set(understood.needs) & set(service.needs):
        return "ce besoin n'est pas coché dans votre fiche"
    return f"{count(answer.total, 'autre structure répond', 'autres structures répondent')} avant la vôtre"
