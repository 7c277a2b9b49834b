"""Where a mailed link may lead: a closed list, so that no address in a mail can be bent to another."""

from msgspec import Struct

from relais.core.settings import Settings
from relais.notifications.service import public_address


class Place(Struct, frozen=True, kw_only=True):
    """An address of ours, and what it is called."""

    href: str
    words: str


PLACES: dict[str, Place] = {
    "espace": Place(href="/espace", words="votre espace"),
    "coordination": Place(href="/coordination", words="la coordination"),
    "agenda": Place(href="/espace/agenda", words="vos actions"),
    "annonces": Place(href="/coordination/agenda", words="les actions proposées"),
    "recues": Place(href="/espace/orientations", words="votre boîte"),
    "parcours": Place(href="/parcours", words="vos parcours"),
    "suivis": Place(href="/orientations", words="vos dossiers"),
    "demandes": Place(href="/demandes", words="vos demandes"),
    "notes": Place(href="/demandes/notes", words="les notes reçues"),
    "dossiers": Place(href="/commission/dossiers", words="les dossiers nationaux"),
    "commission": Place(href="/commission", words="les séances de la commission"),
    "compte": Place(href="/compte", words="votre compte"),
}


def link_to(settings: Settings, place: str) -> str:
    """The link to mail: it lands on a page of ours, whose own link the session follows. Raises KeyError."""
    if place not in PLACES:
        raise KeyError(place)
    return f"{public_address(settings)}/ouvrir/{place}"
