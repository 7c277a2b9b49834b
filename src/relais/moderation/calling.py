"""The form of a call-back: who was reached, when, what was read back. Kept as evidence, so nothing in it is guessed."""

from typing import Annotated

from msgspec import Meta, Struct

from relais.core.clock import now
from relais.core.errors import NotFound
from relais.directory.change_model import CallBack
from relais.directory.facts import FIELDS
from relais.moderation.office import day_and_hour, moment_of, required
from relais.web.forms import Filled

CALL_NAMES = {
    "reached": "Qui a répondu",
    "day": "Le jour de l'appel",
    "hour": "À quelle heure",
    "read_back": "Ce qui a été relu",
}
_ASKED = {
    "reached": "Dites quelle fonction a répondu : secrétariat, permanence, présidence.",
    "read_back": "Écrivez ce que vous avez lu, et ce que la personne a confirmé.",
}


class CallForm(Struct, frozen=True, kw_only=True):
    """What is typed after a call."""

    reached: Annotated[str, Meta(max_length=120)] = ""
    day: Annotated[str, Meta(max_length=10)] = ""
    hour: Annotated[str, Meta(max_length=8)] = ""
    read_back: Annotated[str, Meta(max_length=500)] = ""


def fresh_call() -> CallForm:
    """The form as it opens: a call that has just ended."""
    day, hour = day_and_hour(now())
    return CallForm(day=day, hour=hour)


def read_call(filled: Filled[CallForm]) -> tuple[CallBack | None, Filled[CallForm]]:
    """The evidence, or None and the form with a sentence beside each field at fault."""
    form = filled.value
    checked = required(filled, _ASKED)
    faults = dict(checked.faults)
    moment = moment_of(form.day, form.hour, faults)
    if moment is not None and moment > now():
        faults.setdefault("hour", "Cet appel aurait lieu plus tard : vérifiez le jour et l'heure.")
    if faults or moment is None:
        return None, Filled(value=form, faults=faults)
    return CallBack(reached=form.reached.strip(), reached_at=moment, read_back=form.read_back.strip()), checked


def fact_code(slug: str, field: str, position: int) -> str:
    """A fact as it stands in an address: `mots.phone.1`."""
    return f"{slug}.{field}.{position}"


def parse_fact_code(code: str) -> tuple[str, str, int]:
    """The service, field and position that an address names. Raises NotFound."""
    parts = code.split(".")
    if len(parts) != 3 or parts[1] not in FIELDS or not parts[2].isdigit() or len(parts[2]) > 2:
        raise NotFound
    return parts[0], parts[1], int(parts[2])
