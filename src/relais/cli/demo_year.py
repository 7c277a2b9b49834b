"""What the demonstration announces and counts: invented actions, invented figures of the signatories."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from msgspec import Struct

from relais.audit.model import Actor
from relais.cli.demo_stage import COUNCIL, SOURCE, Stage
from relais.core.clock import PARIS, now
from relais.programme import service as programme
from relais.programme.model import ActionKind, NewAction, PlaceKind, ProposedAs
from relais.reports import store as reports
from relais.reports.words import OWN

PREFIX = "Exemple :"


class Announced(Struct, frozen=True, kw_only=True):
    """Who proposes, for whom, what, in how many days; `places` 0: none is booked here."""

    who: str
    proposed_as: ProposedAs
    organiser: str
    kind: ActionKind
    title: str
    days: int
    place: PlaceKind = "online"
    places: int = 0
    waits: bool = False


ANNOUNCED = (
    Announced(
        who="farid",
        proposed_as="officer",
        organiser=COUNCIL,
        kind="screening_day",
        title="journée de dépistage cardiovasculaire",
        days=40,
        place="commune",
        places=12,
    ),
    Announced(
        who="elise",
        proposed_as="member",
        organiser="mots",
        kind="prevention_education",
        title="prévenir l'épuisement professionnel, en visioconférence",
        days=20,
    ),
    Announced(
        who="patricia",
        proposed_as="signatory",
        organiser="carmf",
        kind="training",
        title="préparer l'arrêt ou la reprise de son exercice",
        days=75,
    ),
    Announced(
        who="quentin",
        proposed_as="signatory",
        organiser="cng",
        kind="passerelle_within_health",
        title="changer de mode d'exercice à l'hôpital",
        days=60,
        waits=True,
    ),
)
FIGURES: dict[str, tuple[str, dict[str, int]]] = {
    "olivier": ("cnom-ecoute", {"own_calls": 1200, "own_files": 150, "own_gifts": 300_000, "own_meetings": 10}),
    "patricia": ("carmf", {"own_files": 400, "own_euros": 900_000, "own_delay": 30}),
    "quentin": ("cng", {"own_accompanied": 200, "own_delay": 20}),
}
WAITING = "own_delay"  # the one that nobody confirmed yet


async def add_actions(stage: Stage) -> None:
    """Three actions announced, one of which takes bookings, and one that waits for a coordinator."""
    for one in ANNOUNCED:
        new, actor = _action(stage, one), Actor(account=stage.people[one.who], acting_as=one.proposed_as)
        await programme.propose(await stage.act(one.who, one.organiser), actor, new)
        if not one.waits:
            db = await stage.act("camille")
            held = await programme.to_decide(db, new.id)
            coordinator = Actor(account=stage.people["camille"], acting_as="coordinator")
            await programme.decide(db, coordinator, held, "published")


def action_of(stage: Stage, one: Announced) -> UUID:
    """Its identifier."""
    return stage.named(f"action {one.organiser}")


def _action(stage: Stage, one: Announced) -> NewAction:
    made, day = action_of(stage, one), now().astimezone(PARIS).date() + timedelta(days=one.days)
    start = datetime.combine(day, time(9), PARIS).astimezone(UTC)
    somewhere = {"departement": "69", "commune": "69123", "address": "1 place de l'Exemple"}
    where = somewhere if one.place == "commune" else dict.fromkeys(somewhere, "")
    return NewAction(
        id=made,
        slug=f"exemple-{made.hex[:8]}",
        kind=one.kind,
        title=f"{PREFIX} {one.title}",
        description="Action inventée pour la démonstration : n'y allez pas.",
        audiences=(),
        starts_at=start,
        ends_at=start + timedelta(hours=8),
        place=one.place,
        **where,
        zone="Europe/Paris",
        contact="Personne : ceci est un exemple",
        places=one.places,
        booking="open" if one.places else "none",
        organiser=one.organiser,
        source_label=SOURCE,
        source_date=now().astimezone(PARIS).date().isoformat(),
        proposed_as=one.proposed_as,
    )


async def add_figures(stage: Stage) -> None:
    """Figures of last year for each signatory; a coordinator confirmed all but one of each."""
    year = now().year - 1
    for who, (organization, figures) in FIGURES.items():
        for measure, value in figures.items():
            figure = figure_of(stage, organization, measure)
            row = (figure, year, measure, OWN[measure][0], value, SOURCE)
            await reports.ADD_FIGURE.value(await stage.act(who, organization), *row)
            if measure != WAITING:
                await reports.CONFIRM_FIGURE.value(await stage.act("camille"), figure)


def figure_of(stage: Stage, organization: str, measure: str) -> UUID:
    """Its identifier."""
    return stage.named(f"figure {organization} {measure}")


async def end_year(stage: Stage) -> None:
    """Take back what was announced and the figures."""
    for one in ANNOUNCED:
        db = await stage.act(one.who, one.organiser)
        actor = Actor(account=stage.people[one.who], acting_as=one.proposed_as)
        held = await programme.to_decide(db, action_of(stage, one))
        if held.state == "proposed":
            await programme.withdraw(db, actor, held)
        if held.state == "published":
            await programme.cancel(db, actor, held, "mistake")
    for who, (organization, figures) in FIGURES.items():
        db = await stage.act(who, organization)
        for measure in figures:
            await reports.END_FIGURE.value(db, figure_of(stage, organization, measure))
