"""An action made of nothing, for what needs no database."""

from datetime import UTC, datetime
from typing import Any

from relais.core.ids import new_id
from relais.programme.model import Action

NOON = datetime(2030, 6, 1, 12, tzinfo=UTC)


def action(**changes: Any) -> Action:
    """A published screening day in Lyon, on 14 January 2031 from nine to five."""
    made: dict[str, Any] = {
        "id": new_id(),
        "slug": "depistage-lyon",
        "kind": "screening_day",
        "title": "Journée de dépistage cardiovasculaire",
        "description": "Tension, glycémie, un entretien.",
        "audiences": ("liberal",),
        "starts_at": datetime(2031, 1, 14, 8, tzinfo=UTC),
        "ends_at": datetime(2031, 1, 14, 16, tzinfo=UTC),
        "place": "commune",
        "departement": "69",
        "commune": "69123",
        "address": "1 place de l'Hôpital",
        "zone": "Europe/Paris",
        "contact": "Secrétariat",
        "places": 20,
        "booking": "open",
        "taken": 0,
        "organiser": "asra",
        "source_label": "Programme 2031",
        "source_date": "2030-12-01",
        "state": "published",
        "state_at": datetime(2030, 5, 1, 10, tzinfo=UTC),
        "version": 2,
        "reason": "",
    }
    return Action(**{**made, **changes})
