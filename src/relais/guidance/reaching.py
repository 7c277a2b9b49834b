"""How a service can be reached by a referral, said before the choice: its inbox, the telephone, or not at all."""

from typing import Literal

from msgspec import Struct

from relais.accounts.holders import recipients_of
from relais.core.db import Db
from relais.directory.model import Contact, Service
from relais.directory.pages import UNIT_KINDS
from relais.referrals.model import Medium
from relais.referrals.service import is_read
from relais.sheets.workplace import Workplace

Way = Literal["inbox", "telephone", ""]
WHO_ANSWERS = "la personne qui répond au téléphone"
WHO_RECEIVES = "la personne chargée de recevoir les orientations"
WAYS: dict[Way, str] = {
    "inbox": "lit ses orientations dans Relais",
    "telephone": "personne n'y lit d'orientation : c'est vous qui appelleriez",
    "": "ni boîte lue, ni numéro pour l'aide : le médecin peut s'y adresser lui-même",
}
TOLD_NOT_CHOSEN = "admission jamais confirmée : peut être dite, pas choisie"
GONE = "n'est plus dans l'annuaire"


class Reach(Struct, frozen=True, kw_only=True):
    """A service before the choice. `way` "": nothing can be sent there. `choosable`: PostgreSQL would accept it."""

    slug: str
    name: str
    organization: str
    organization_name: str
    phones: tuple[Contact, ...]
    way: Way
    choosable: bool
    note: str

    @property
    def medium(self) -> Medium:
        """By what a referral would go."""
        return "inbox" if self.way == "inbox" else "telephone"


async def reach_of(place: Workplace, db: Db, slug: str) -> Reach:
    """How this service can be reached now, for the council whose context this is."""
    service = place.directory.find(slug)
    if service is None:
        return Reach(
            slug=slug, name=slug, organization="", organization_name=slug, phones=(), way="", choosable=False, note=GONE
        )  # fmt: skip
    phones = place.directory.card(service).phones
    way: Way = "telephone" if phones else ""
    if await is_read(db, service.organization):
        way = "inbox"
    refused = why_not_chosen(service)
    return Reach(
        slug=slug,
        name=service.acronym or service.name,
        organization=service.organization,
        organization_name=service.organization_name,
        phones=phones,
        way=way,
        choosable=not refused,
        note=refused or WAYS[way],
    )


def why_not_chosen(service: Service) -> str:
    """What keeps a service from being chosen; "" for nothing."""
    if service.closed_on or service.state in ("draft", "suspended"):
        return "fermé"
    return TOLD_NOT_CHOSEN if service.kind in UNIT_KINDS and service.state == "to_verify" else ""


async def function_of(db: Db, reach: Reach) -> str:
    """As which function somebody would read: named in the notice, kept in the consent."""
    if reach.way != "inbox":
        return WHO_ANSWERS
    there = await recipients_of(db, reach.organization)
    known = [one.function for one in there if one.entered and one.function] or [one.function for one in there]
    return (known[0] if known else "") or WHO_RECEIVES
