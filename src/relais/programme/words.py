"""Actions in French: their kinds, their dates on the clock of the place, where they are, how many places are left."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from relais.directory.wording import AUDIENCES
from relais.geo.gazetteer import Gazetteer
from relais.programme.model import Action, ActionKind, CancelReason, PlaceKind, State
from relais.web.typography import MONTHS, NARROW, count, french_date

KINDS: Final[Mapping[ActionKind, str]] = {
    "prevention_education": "prévention et éducation à la santé",
    "screening_day": "dépistage",
    "passerelle_within_health": "passerelle dans la santé",
    "passerelle_outside_health": "passerelle hors de la santé",
    "training": "formation",
}
PLACES: Final[Mapping[PlaceKind, str]] = {
    "commune": "dans une commune",
    "departement": "en plusieurs lieux d'un département",
    "online": "en ligne",
    "anywhere": "partout en France",
}
STATES: Final[Mapping[State, str]] = {
    "proposed": "attend une seconde personne",
    "published": "publiée",
    "refused": "refusée",
    "withdrawn": "retirée avant d'être publiée",
    "cancelled": "annulée",
    "past": "passée",
}
REASONS: Final[Mapping[CancelReason, str]] = {
    "organiser": "l'organisateur ne peut pas la tenir",
    "postponed": "elle est reportée",
    "too_few": "trop peu de personnes étaient attendues",
    "place": "le lieu n'est plus disponible",
    "mistake": "elle avait été annoncée par erreur",
}
DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
PARIS: Final = "Europe/Paris"
ALL_YEAR: Final = "toute l'année"


def local(moment: datetime, zone: str) -> datetime:
    """The moment on the clock of the place."""
    return moment.astimezone(ZoneInfo(zone))


def month_of(action: Action) -> str:
    """`2027-01`, on the clock of the place; "" for what is open all year round."""
    return local(action.starts_at, action.zone).strftime("%Y-%m") if action.starts_at else ""


def month_words(code: str) -> str:
    """`janvier 2027` for `2027-01`."""
    return f"{MONTHS[int(code[5:]) - 1]} {code[:4]}"


def when(action: Action) -> str:
    """`jeudi 14 janvier 2027, de 9 h 00 à 17 h 30`; the place is named when its clock is not that of Paris."""
    if action.starts_at is None or action.ends_at is None:
        return ALL_YEAR
    start, end = local(action.starts_at, action.zone), local(action.ends_at, action.zone)
    clock = "" if action.zone == PARIS else " (heure du lieu)"
    if start.date() == end.date():
        return f"{_day(start)}, de {_hour(start)} à {_hour(end)}{clock}"
    return f"du {_day(start)}, {_hour(start)}, au {_day(end)}, {_hour(end)}{clock}"


def where(action: Action, gazetteer: Gazetteer) -> str:
    """The place in a few words, without its address: `Lyon (69)`."""
    if action.place in ("online", "anywhere"):
        return PLACES[action.place]
    name = gazetteer.territory_name(action.departement)
    commune = gazetteer.communes.get(action.commune)
    return f"{commune.name if commune else name} ({action.departement})"


def free_words(action: Action) -> str:
    """What is said of the places; "" when they are not counted."""
    if action.booking == "none":
        return count(action.places, "place", "places") if action.places else ""
    free = action.free or 0
    if free == 0:
        return "complet"
    said = count(free, "place libre", "places libres")
    return f"{said} sur {action.places}" if action.booking == "open" else f"réservation fermée, {said}"


def audience_words(action: Action) -> str:
    """For whom, in words."""
    return ", ".join(AUDIENCES[code] for code in action.audiences) or "tous les médecins"


def _day(moment: datetime) -> str:
    naive = moment.date()
    return f"{DAYS[naive.weekday()]} {french_date(naive)}"


def _hour(moment: datetime) -> str:
    return f"{moment.hour}{NARROW}h{NARROW}{moment.minute:02}"
