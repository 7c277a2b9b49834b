"""How old a published fact is, in words, and whether its confirmation still holds."""

from datetime import datetime, timedelta
from typing import Final

from relais.core.clock import PARIS
from relais.directory.facts import FIELDS
from relais.directory.model import FactLine, State
from relais.web.typography import source_date

UNDATED: Final = "non datée"
_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def effective_state(fact: FactLine, now: datetime) -> State:
    """The state at the aware moment `now`: a confirmation older than the field's budget is stale."""
    if fact.state == "confirmed" and _expired(fact, now):
        return "stale"
    return fact.state


def _expired(fact: FactLine, now: datetime) -> bool:
    field = FIELDS.get(fact.field)
    if field is None or fact.confirmed_at is None:
        return True  # confirmed by whom and when is unknown: it cannot be relied upon
    return now - fact.confirmed_at > timedelta(days=field.budget_days)


def age_sentence(fact: FactLine, now: datetime) -> str:
    """The age of a fact: "confirmé le 3 mars 2026", "source 2016", "source non datée"."""
    if fact.state in ("confirmed", "stale") and fact.confirmed_at is not None:
        said = f"confirmé le {day_in_french(fact.confirmed_at)}"
        return f"{said}, à revoir" if effective_state(fact, now) == "stale" else said
    return f"source {source_date(fact.source_date_text.strip() or UNDATED)}"


def day_in_french(moment: datetime) -> str:
    """`3 mars 2026`, on the Paris calendar."""
    local = moment.astimezone(PARIS)
    day = "1er" if local.day == 1 else str(local.day)
    return f"{day} {_MONTHS[local.month - 1]} {local.year}"
