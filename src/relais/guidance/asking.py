"""Other possibilities for the doctor of a case: the same search, heard first, then kept as another round.

Nothing is written by a search. What was heard is what is kept: if the directory changed in between, it is told again.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct, structs

from relais.core import clock
from relais.core.errors import Refused
from relais.directory.model import Need
from relais.referrals.model import Option
from relais.referrals.offering import Offer, offer_of
from relais.referrals.words import FEW_OPTIONS
from relais.search.model import SearchRequest
from relais.sheets.workplace import Workplace

Why = Literal["changed_mind", "outside_departement"]
TWO = 2
CHANGED = "Ce n'est plus la même liste (la demande ou l'annuaire a changé) : relisez-la au médecin, puis enregistrez."
FEW = "Moins de deux organismes : choisissez pourquoi, ou cherchez plus large."
WHERE = "Pour chercher hors de son département, dites lequel est le sien."
OWN = "dans son département, dont il préfère sortir"
WHAT = "Cochez un besoin, ou écrivez quelques mots."


class Question(Struct, frozen=True, kw_only=True):
    """What the doctor asks for now, and what was heard when it is kept. `told`: slugs, in the order of the telling."""

    referral: UUID | None = None
    version: int = 0
    request: UUID | None = None
    act: Literal["search", "outside", "keep"] = "search"
    why: Why = "changed_mind"
    needs: Annotated[list[Need], Meta(max_length=18)] = []
    text: Annotated[str, Meta(max_length=500)] = ""
    origin: Annotated[str, Meta(max_length=200)] = ""
    independent: Annotated[str, Meta(max_length=3)] = ""
    seed: Annotated[int, Meta(ge=0, le=999_999)] | None = None
    at: datetime | None = None
    directory: int = 0
    told: Annotated[str, Meta(max_length=1000)] = ""
    few: Annotated[str, Meta(max_length=40)] = ""

    def search(self) -> SearchRequest:
        """As the desk would ask it."""
        return SearchRequest(
            text=self.text,
            needs=self.needs,
            origin=[part.strip()[:120] for part in self.origin.split(",") if part.strip()][:10],
            exclude="own",
            filters=["independent"] if self.independent else [],
            seed=self.seed,
            at=self.at,
        )


NAMES = {
    "needs": "Besoins",
    "text": "Avec ses mots",
    "origin": "Département du médecin",
    "independent": "Hors Ordre",
    "few": "Pourquoi moins de deux",
}


class Heard(Struct, frozen=True, kw_only=True):
    """What one search gives to say, and what makes it possible to keep exactly that."""

    offer: Offer
    seed: int
    at: datetime
    directory: int

    @property
    def told(self) -> str:
        """The slugs, in the order of the telling."""
        return ",".join(option.service for option in self.offer.shown)

    @property
    def few(self) -> bool:
        """Whether a coded reason is needed."""
        return self.offer.organizations < TWO


def meant(question: Question) -> Question:
    """A new search is drawn anew; what is kept is replayed as it was heard."""
    if question.act == "keep":
        return question
    why: Why = "outside_departement" if question.act == "outside" else "changed_mind"
    return structs.replace(question, why=why, seed=None, at=None)


def faults_in(question: Question) -> dict[str, str]:
    """What is missing before a search."""
    faults = {}
    if not (question.needs or question.text.strip()):
        faults["needs"] = WHAT
    if question.why == "outside_departement" and not question.origin.strip():
        faults["origin"] = WHERE
    return faults


async def hear(place: Workplace, question: Question) -> Heard:
    """Search, and write nothing. Raises Refused when a place cannot be read."""
    at = question.at or clock.now()
    answer = await place.engine.answer(question.search(), now=at)
    version = place.directory.keeper.current.version
    offer = offer_of(answer, place.directory.find, directory_version=version)
    if question.why == "outside_departement":
        offer = _outside(place, offer, answer.understood.origin)
    return Heard(offer=offer, seed=answer.seed, at=at, directory=version)


def refuse_unheard(question: Question, heard: Heard) -> None:
    """What is kept is what was heard, and enough of it. Raises Refused."""
    if not heard.offer.shown:
        raise Refused("referral_needs_options", "Rien à proposer : cherchez plus large.", status=409)
    if (heard.told, heard.directory) != (question.told, question.directory):
        raise Refused("options_changed", CHANGED, status=409)
    if heard.few and question.few not in FEW_OPTIONS:
        raise Refused("referral_needs_options", FEW, field="few", status=409)


def _outside(place: Workplace, offer: Offer, own: tuple[str, ...]) -> Offer:
    """Without what stands in the doctor's own département, or is its council: left out, and said so."""
    shown: list[Option] = []
    left = [option for option in offer.options if not option.rank]
    bodies: set[str] = set()
    for option in offer.shown:
        service = place.directory.find(option.service)
        if service is None or service.departement in own or service.council_of in own:
            left.append(structs.replace(option, rank=0, why=(), excluded=OWN))
        else:
            shown.append(structs.replace(option, rank=len(shown) + 1))
            bodies.add(service.organization)
    return Offer(options=(*shown, *left), organizations=len(bodies))
