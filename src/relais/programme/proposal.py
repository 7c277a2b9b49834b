"""The form that proposes an action: read whole, every fault said beside its field."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Final, Literal, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct

from relais.core.text import digits, fold
from relais.directory.model import Audience
from relais.directory.text_guard import refuse_hidden
from relais.geo.gazetteer import Gazetteer
from relais.geo.local_time import timezone_of
from relais.geo.places import PlaceIndex
from relais.programme.model import ActionKind, NewAction, PlaceKind, ProposedAs

Text = Annotated[str, Meta(max_length=200)]
Codes = Annotated[tuple[Annotated[str, Meta(max_length=40)], ...], Meta(max_length=20)]
NAMES: Final = {
    "organiser": "Organisme",
    "kind": "Nature",
    "title": "Titre",
    "description": "Présentation",
    "audiences": "Pour qui",
    "day": "Premier jour",
    "hour": "Heure de début",
    "last_day": "Dernier jour",
    "last_hour": "Heure de fin",
    "place": "Lieu",
    "commune": "Commune",
    "departement": "Département",
    "address": "Adresse",
    "contact": "Pour se renseigner",
    "places": "Nombre de places",
    "booking": "Réservation",
    "source_label": "Source",
    "source_date": "Date de la source",
}
NEEDED: Final = {
    "title": "Donnez un titre d'au moins trois lettres : c'est par ses mots que l'on trouve l'action.",
    "description": "Dites en quelques phrases ce qui s'y passe.",
    "kind": "Choisissez la nature de l'action.",
    "place": "Dites où elle a lieu.",
    "source_label": "Dites d'où vient l'annonce : un programme, un site, un courrier.",
    "source_date": "Dites de quand date la source, par exemple 2027 ou 2027-01-14.",
}
RETIRED: Final = (
    "« {} » contient un numéro qui n'est plus en service, ou qui n'est pas une ligne d'aide aux médecins : écrivez "
    "celui d'aujourd'hui."
)
SLUG_LETTERS = 60
MOST_PLACES = 500
FIRST_YEAR = 2000  # before, a slip
YEARS_AHEAD = 10


class ActionForm(Struct, frozen=True, kw_only=True):
    """What is typed. Days as `2027-01-14`, hours as `09:00`, on the clock of the place; no day: all year round."""

    request: UUID | None = None
    organiser: Annotated[str, Meta(max_length=120)] = ""
    kind: ActionKind | Literal[""] = ""
    title: Annotated[str, Meta(max_length=120)] = ""
    description: Annotated[str, Meta(max_length=3000)] = ""
    audiences: Codes = ()
    day: Annotated[str, Meta(max_length=10)] = ""
    hour: Annotated[str, Meta(max_length=8)] = ""
    last_day: Annotated[str, Meta(max_length=10)] = ""
    last_hour: Annotated[str, Meta(max_length=8)] = ""
    place: PlaceKind | Literal[""] = ""
    commune: Text = ""
    departement: Annotated[str, Meta(max_length=3)] = ""
    address: Text = ""
    contact: Text = ""
    places: Annotated[int, Meta(ge=0, le=MOST_PLACES)] = 0
    booking: Literal["", "open"] = ""
    source_label: Text = ""
    source_date: Annotated[str, Meta(max_length=40)] = ""


class Reading(Struct, frozen=True, kw_only=True):
    """A form being read; `faults` fills up. `organisers`: those this person speaks for, and as what.

    `retired`: the digits of numbers that are given to nobody any more.
    """

    form: ActionForm
    faults: dict[str, str]
    organisers: Mapping[str, ProposedAs]
    gazetteer: Gazetteer
    index: PlaceIndex
    retired: Collection[str] = ()

    def action(self, now: datetime) -> NewAction | None:
        """What is proposed; None when something is at fault."""
        self._check_words()
        where = self._where()
        zone = timezone_of(where["departement"])
        starts_at, ends_at = self._dates(zone, now)
        self._check_booking(starts_at)
        form = self.form
        organiser = form.organiser or next(iter(self.organisers), "")
        if organiser not in self.organisers:
            self.faults.setdefault("organiser", "Choisissez l'organisme au nom duquel vous proposez.")
        if self.faults or form.request is None:
            return None
        return NewAction(
            id=form.request,
            slug=slug_of(form.title, form.request),
            kind=form.kind,  # type: ignore[arg-type]
            title=_one_line(form.title),
            description=form.description.strip(),
            audiences=tuple(code for code in get_args(Audience) if code in form.audiences),
            starts_at=starts_at,
            ends_at=ends_at,
            zone=zone,
            contact=_one_line(form.contact),
            places=form.places,
            booking=form.booking or "none",
            organiser=organiser,
            source_label=_one_line(form.source_label),
            source_date=_one_line(form.source_date),
            proposed_as=self.organisers[organiser],
            **where,
        )

    def _check_words(self) -> None:
        for name, sentence in NEEDED.items():
            typed = str(getattr(self.form, name)).strip()
            least = 4 if name == "source_date" else 2 if name == "source_label" else 3
            if len(typed) < least:
                self.faults.setdefault(name, sentence)
        for name in ("title", "description", "address", "contact", "source_label", "source_date"):
            try:
                refuse_hidden(getattr(self.form, name), NAMES[name], lines=name == "description")
            except ValueError as fault:
                self.faults.setdefault(name, str(fault))
            typed_digits = digits(getattr(self.form, name))
            if any(number[1:] in typed_digits for number in self.retired):
                self.faults.setdefault(name, RETIRED.format(NAMES[name]))

    def _where(self) -> dict[str, Any]:
        form = self.form
        none = {"place": form.place, "departement": "", "commune": "", "address": ""}
        if form.place == "departement":
            if form.departement not in self.gazetteer.departements:
                self.faults.setdefault("departement", "Choisissez le département.")
            return {**none, "departement": form.departement, "address": _one_line(form.address)}
        if form.place != "commune":
            return none
        found = [place for place in self.index.find(form.commune) if place.kind == "commune"]
        if not found:
            self.faults.setdefault("commune", "Écrivez une commune, ou son code postal suivi de son nom.")
            return none
        commune = found[0]
        return {
            "place": "commune",
            "departement": commune.departements[0],
            "commune": commune.code,
            "address": _one_line(form.address),
        }

    def _dates(self, zone: str, now: datetime) -> tuple[datetime | None, datetime | None]:
        form = self.form
        if not form.day:
            if form.hour or form.last_day or form.last_hour:
                self.faults.setdefault("day", "Écrivez le premier jour, ou aucune date si c'est toute l'année.")
            return None, None
        years = range(FIRST_YEAR, now.year + YEARS_AHEAD + 1)
        starts_at = self._moment("day", form.day, "hour", form.hour, zone, years)
        ends_at = self._moment("last_day", form.last_day or form.day, "last_hour", form.last_hour, zone, years)
        if starts_at is None or ends_at is None:
            return None, None
        if starts_at <= now:
            self.faults.setdefault("day", "Le début est passé : une action s'annonce avant d'avoir lieu.")
        if ends_at <= starts_at:
            self.faults.setdefault("last_hour", "La fin vient après le début.")
        elif (ends_at - starts_at).days >= 366:
            self.faults.setdefault("last_day", "Une action dure un an au plus. Sans date, elle vaut toute l'année.")
        return starts_at, ends_at

    def _moment(
        self, day_field: str, day: str, hour_field: str, hour: str, zone: str, years: Collection[int]
    ) -> datetime | None:
        try:
            read_day = date.fromisoformat(day)
        except ValueError:
            self.faults.setdefault(day_field, "Écrivez le jour, par exemple 2027-01-14.")
            return None
        if read_day.year not in years:
            self.faults.setdefault(day_field, "Vérifiez l'année.")
            return None
        try:
            read_hour = time.fromisoformat(hour)
        except ValueError:
            read_hour = None
        if read_hour is None or read_hour.tzinfo is not None:
            self.faults.setdefault(hour_field, "Écrivez l'heure du lieu, par exemple 09:00.")
            return None
        moment = datetime.combine(read_day, read_hour, ZoneInfo(zone)).astimezone(UTC)
        if moment.astimezone(ZoneInfo(zone)).time() != read_hour:
            self.faults.setdefault(hour_field, "Cette heure n'existe pas ce jour-là : on y passe à l'heure d'été.")
        return moment

    def _check_booking(self, starts_at: datetime | None) -> None:
        if not self.form.booking:
            return
        if not self.form.places:
            self.faults.setdefault("places", "Pour réserver, dites combien de places il y a.")
        if starts_at is None and "day" not in self.faults:
            self.faults.setdefault("day", "Pour réserver une place, il faut une date.")


def slug_of(title: str, action: UUID) -> str:
    """The address of an action: its title, and a few letters that nobody else has."""
    words = fold(title)[:SLUG_LETTERS].split()
    return "-".join([*words, action.hex[:8]])


def again(kept: Any, organisers: Sequence[str], commune: str) -> ActionForm:
    """A former action as a form, without its dates: to propose the next one."""
    names = ("kind", "title", "description", "audiences", "place", "departement", "address", "contact", "places")
    given = {name: getattr(kept, name) for name in (*names, "source_label", "source_date")}
    organiser = kept.organiser if kept.organiser in organisers else ""
    booking: Literal["", "open"] = "" if kept.booking == "none" else "open"
    return msgspec.structs.replace(ActionForm(), **given, organiser=organiser, commune=commune, booking=booking)


def _one_line(text: str) -> str:
    return " ".join(text.split())
