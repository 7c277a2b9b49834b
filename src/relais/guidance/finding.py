"""The same search as the desk's, told as options: what may be chosen, how it would be reached, what was left out.

Nothing is written: what was asked and found travels in the form, and is found again from it (`seed`, `at`), so that
what a case keeps is what was told.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, structs

from relais.core import clock
from relais.core.context import Context
from relais.core.errors import Refused
from relais.directory import wording
from relais.directory.model import Service
from relais.guidance import finding_store as store
from relais.guidance.reaching import WAYS, Way, why_not_chosen
from relais.referrals.offering import Offer, offer_of
from relais.search import desk_view
from relais.search.desk import DeskForm, Posted, read_post
from relais.search.desk_view import Row
from relais.search.model import Excluded, SearchResponse
from relais.sheets.workplace import Workplace
from relais.web.forms import Sent, decode_form

SIGNS = 32  # of the digest of what was told: enough to see that it changed
LASTS = timedelta(hours=4)  # a page found again later is found as of now
IN_OWN = "dans le département du médecin, qui préfère ailleurs"
WHERE_FIRST = "Dites d'abord de quel département est le médecin : ce qui s'y trouve sera écarté."
LEVELS = (
    ("own", "son département"),
    ("neighbours", "son département et les limitrophes"),
    ("region", "sa région"),
    ("none", "rien"),
)


class FindExtra(Struct, frozen=True, kw_only=True):
    """What a search for a doctor carries besides the desk's form. `elsewhere`: nothing of the doctor's own département.

    `at`: the moment it was answered for; `seen`: the digest of what was told.
    """

    elsewhere: Annotated[str, Meta(max_length=3)] = ""
    at: datetime | None = None
    seen: Annotated[str, Meta(max_length=SIGNS)] = ""


class Told(Struct, frozen=True, kw_only=True):
    """One option as it is said: a row of the desk, its rank, and how it would be reached (`note`)."""

    rank: int
    row: Row
    body: str
    way: Way
    choosable: bool
    note: str


class Left(Struct, frozen=True, kw_only=True):
    """One service left out, and why."""

    slug: str
    name: str
    reason: str


class Found(Struct, frozen=True, kw_only=True):
    """One answer: the form it answers, what is told and left out, and what the form carries to find it again."""

    form: DeskForm
    elsewhere: bool
    faults: dict[str, str]
    typed: dict[str, str]
    answer: SearchResponse
    offer: Offer
    told: tuple[Told, ...]
    left: tuple[Left, ...]
    at: datetime
    seen: str

    @property
    def asked(self) -> bool:
        """Whether anything was asked at all."""
        return self.answer.understood.kind != "empty"

    @property
    def choosable(self) -> int:
        """How many bodies among those told could receive an orientation."""
        return len({one.body for one in self.told if one.choosable and one.way})

    def fields(self) -> list[tuple[str, str]]:
        """Hidden fields from which the same answer is found again."""
        form = structs.replace(self.form, seed=self.answer.seed, sheet=[])
        extra = [("at", self.at.isoformat()), ("seen", self.seen), ("elsewhere", "1" if self.elsewhere else "")]
        return [*form.fields(), *((name, text) for name, text in extra if text)]


async def find_options(place: Workplace, sent: Sent, context: Context) -> Found:
    """The options for what was posted, on behalf of a council. A field at fault is named, and the search goes on."""
    posted = read_post(sent)
    extra = decode_form(FindExtra, sent, {}).value
    at = _moment(extra.at)
    answer, posted = await _answered(place, posted, at)
    faults = dict(posted.faults)
    if extra.elsewhere:
        answer = _elsewhere(place, answer, faults)
    offer = offer_of(answer, place.directory.find, directory_version=place.directory.keeper.current.version)
    told = tuple(_told(place, answer, offer, await readers(place, offer, context)))
    return Found(
        form=posted.form,
        elsewhere=bool(extra.elsewhere),
        faults=faults,
        typed=posted.typed,
        answer=answer,
        offer=offer,
        told=told,
        left=tuple(_left(place, offer)),
        at=at,
        seen=_digest(offer, told),
    )


def seen_of(sent: Sent) -> str:
    """The digest of what was told when this form was made."""
    return decode_form(FindExtra, sent, {}).value.seen


def find_words(place: Workplace, found: Found) -> dict[str, Any]:
    """What the part of a page that searches needs besides `found` (`guidance/find_parts.html`)."""
    return {
        "found": found,
        "needs": tuple(wording.NEEDS.items()),
        "toggles": desk_view.TOGGLES,
        "levels": LEVELS,
        "crisis": place.directory.urgent(found.answer.banner),
        "stale_since": place.directory.stale_since(),
    }


async def readers(place: Workplace, offer: Offer, context: Context) -> frozenset[str]:
    """The bodies among these options for which somebody reads: to be said before the choice."""
    services = [place.directory.find(option.service) for option in offer.shown]
    bodies = sorted({service.organization for service in services if service})
    if not bodies:
        return frozenset()
    async with place.database.acting(context) as db:
        return frozenset(row.organization for row in await store.LIST_READERS.all(db, bodies))


def way_to(service: Service, read: frozenset[str]) -> Way:
    """How an orientation would reach this service, as migration 0007 will have it."""
    if service.organization in read:
        return "inbox"
    numbers = (one for one in service.contacts if one.kind == "phone" and one.purpose == "help")
    return "telephone" if any(one.state != "suspended" for one in numbers) else ""


def _moment(at: datetime | None) -> datetime:
    now = clock.now()
    return at if at is not None and at.tzinfo is not None and now - LASTS < at <= now else now


async def _answered(place: Workplace, posted: Posted, at: datetime) -> tuple[SearchResponse, Posted]:
    """The answer; a place nobody knows is a fault of its field, and the search goes on without it."""
    asked = structs.replace(posted.form.request(), at=at)
    try:
        return await place.engine.answer(asked, now=at), posted
    except Refused as fault:
        if fault.field is None:
            raise
        named = structs.replace(
            posted,
            faults={**posted.faults, fault.field: fault.sentence},
            typed={**posted.typed, "origin": posted.form.origin},
        )
    return await place.engine.answer(structs.replace(asked, origin=[]), now=at), named


def _elsewhere(place: Workplace, answer: SearchResponse, faults: dict[str, str]) -> SearchResponse:
    """Without what lies in the doctor's own département, its council first: said among what was left out."""
    own = frozenset(answer.understood.origin or answer.understood.departements)
    if not own:
        faults.setdefault("origin", WHERE_FIRST)
        return answer
    here = {result.slug for result in answer.results if _lies_in(place.directory.find(result.slug), own)}
    left = tuple(Excluded(slug=slug, reason=IN_OWN) for slug in sorted(here))
    kept = tuple(result for result in answer.results if result.slug not in here)
    return structs.replace(answer, results=kept, excluded=(*left, *answer.excluded))


def _lies_in(service: Service | None, departements: frozenset[str]) -> bool:
    if service is None:
        return False
    alone = bool(service.coverage) and departements.issuperset(service.coverage)
    return service.council_of in departements or service.departement in departements or alone


def _told(place: Workplace, answer: SearchResponse, offer: Offer, read: frozenset[str]) -> Iterator[Told]:
    made = desk_view.rows(answer, DeskForm(), place.directory.find, "", place.directory.spare_line)
    by_slug = {row.slug: row for row in made}
    for option in offer.shown:
        service = place.directory.find(option.service)
        if service is not None:
            way, refused = way_to(service, read), why_not_chosen(service)
            yield Told(
                rank=option.rank,
                row=by_slug[service.slug],
                body=service.organization_name,
                way=way,
                choosable=not refused,
                note=refused or WAYS[way],
            )


def _left(place: Workplace, offer: Offer) -> Iterator[Left]:
    for option in offer.options:
        if not option.rank:
            yield Left(slug=option.service, name=place.name_of(option.service), reason=option.excluded)


def _digest(offer: Offer, told: Sequence[Told]) -> str:
    """Of all that was said, but how each is reached, which is said again later: the same when found again."""
    said = [structs.replace(option, directory_version=0) for option in offer.options]
    rows = [
        (one.row.name, one.row.acronym, one.row.mentions, [(phone.display, phone.status) for phone in one.row.phones])
        for one in told
    ]
    return hashlib.sha256(msgspec.json.encode([said, rows])).hexdigest()[:SIGNS]
