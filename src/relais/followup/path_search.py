"""What the doctor asks for by themselves, and what the search answers: options, or why there are none."""

from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import Meta, Struct, structs

from relais.core import clock
from relais.core.errors import Refused
from relais.directory.model import Need, Service
from relais.referrals.model import Option
from relais.referrals.offering import WHY_LONGEST, Offer, offer_of
from relais.search.model import Filter, SearchRequest, SearchResponse
from relais.sheets.workplace import Workplace

Around = Literal["usual", "outside", "near"]
AROUND: dict[Around, str] = {
    "usual": "Près de chez moi ; pour une hospitalisation, hors de mon département",
    "outside": "Toujours hors de mon département",
    "near": "Près de chez moi, même pour une hospitalisation",
}
FILTERS: dict[Filter, str] = {
    "independent": "indépendant de l'Ordre",
    "anonymous": "anonyme",
    "free": "gratuit",
}
TOO_NEAR = "dans votre département, que vous préférez éviter"
NAMES = {
    "needs": "Ce qu'il vous faut",
    "text": "En quelques mots",
    "origin": "Où vous êtes",
    "around": "Près ou loin",
    "filters": "Préférences",
}


class Wanted(Struct, frozen=True, kw_only=True):
    """The boxes of a search, as the doctor fills them. Nothing of it is kept but the options it gave."""

    needs: Annotated[list[Need], Meta(max_length=18)] = []
    text: Annotated[str, Meta(max_length=200)] = ""
    origin: Annotated[str, Meta(max_length=120)] = ""
    around: Around = "usual"
    filters: Annotated[list[Filter], Meta(max_length=5)] = []

    def request(self, seed: int | None = None) -> SearchRequest:
        """The question as the desk would ask it."""
        places = [part.strip() for part in self.origin.replace(";", ",").split(",") if part.strip()][:10]
        return SearchRequest(
            text=self.text,
            needs=self.needs,
            places=places,
            origin=places,
            exclude="none" if self.around == "near" else "own",
            filters=self.filters,
            seed=seed,
        )


class Found(Struct, frozen=True, kw_only=True):
    """What one search offers; `faults` by field when it could not be read, `banner` when it speaks of danger."""

    offer: Offer = Offer(options=(), organizations=0)
    banner: tuple[str, ...] = ()
    faults: dict[str, str] = {}


async def search_for(place: Workplace, wanted: Wanted) -> Found:
    """The options of this search. A place that nobody knows, or a search that asks nothing, is a fault of its field."""
    if not (wanted.needs or wanted.text.strip()):
        return Found(faults={"needs": "Cochez au moins un besoin, ou écrivez quelques mots."})
    if wanted.around == "outside" and not wanted.origin.strip():
        return Found(faults={"origin": "Pour l'éviter, dites quel est votre département."})
    try:
        answer = await place.engine.answer(wanted.request(), now=clock.now())
    except Refused as fault:
        if fault.field is None:
            raise
        return Found(faults={"origin": fault.sentence})
    if answer.ask == "origin":
        return Found(faults={"origin": "Pour une hospitalisation, dites d'abord quel est votre département."})
    version = place.directory.keeper.current.version
    offer = offer_of(answer, place.directory.find, directory_version=version)
    if wanted.around == "outside":
        offer = without_departement(place, offer, answer)
    return Found(offer=offer, banner=answer.banner)


def without_departement(place: Workplace, offer: Offer, answer: SearchResponse) -> Offer:
    """The same offer without what lies in the doctor's own département, which is told as left out."""
    codes = own_codes(place, answer)
    kept: list[Option] = []
    left: list[Option] = []
    for option in offer.options:
        service = place.directory.find(option.service)
        if option.rank and service is not None and lies_in(service, codes):
            left.append(structs.replace(option, rank=0, why=(), excluded=TOO_NEAR[:WHY_LONGEST]))
        else:
            kept.append(structs.replace(option, rank=len(kept) + 1) if option.rank else option)
    bodies = {one.organization for option in kept if option.rank and (one := place.directory.find(option.service))}
    return Offer(options=(*kept, *left), organizations=len(bodies))


def own_codes(place: Workplace, answer: SearchResponse) -> frozenset[str]:
    """The départements of the places that the search understood."""
    understood = answer.understood
    communes = place.directory.gazetteer.communes
    codes = {communes[code].departement if code in communes else code for code in understood.origin}
    return frozenset(codes | set(understood.departements))


def lies_in(service: Service, codes: Sequence[str] | frozenset[str]) -> bool:
    """Whether one goes there, or is heard, in one of these départements: its own council too."""
    return service.departement in codes or service.council_of in codes
