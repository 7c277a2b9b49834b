"""What a sheet keeps of a service, all of it public, and what has changed since."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from relais.directory import hours
from relais.directory.model import Service
from relais.directory.pages import GIVEN_STATES

LONGEST = 900  # signs of one value: the table refuses more than a thousand
MOST_PHONES = 10
OTHERS = {"address": "adresse changée", "free": "gratuité changée", "anonymous": "anonymat changé"}


class Change(Struct, frozen=True, kw_only=True):
    """Something that is not as it was: what, and what it was when that helps, "" otherwise."""

    what: str
    before: str = ""


def facts_of(service: Service) -> dict[str, Any]:
    """What the page says of it: only what may be given to a caller."""
    phones = [
        one.value for one in service.contacts
        if one.kind == "phone" and one.purpose == "help" and one.state in GIVEN_STATES
    ]  # fmt: skip
    facts: dict[str, Any] = {
        "name": service.name,
        "acronym": service.acronym,
        "hours": service.hours,
        "address": service.address,
        "free": service.free,
        "anonymous": service.anonymous,
        "independent": service.independent,
        "state": service.state,
    }
    return {name: text[:LONGEST] for name, text in facts.items()} | {"phones": phones[:MOST_PHONES]}


def name_in(shown: Mapping[str, Any]) -> str:
    """The name it bore on the sheet."""
    return str(shown.get("acronym") or shown.get("name") or "")


def changes(shown: Mapping[str, Any], service: Service) -> Iterator[Change]:
    """What is different today of what was shown, the number first."""
    today = facts_of(service)
    before = [str(one) for one in shown.get("phones", ())]
    if before != today["phones"]:
        yield _of_number(before, today["phones"])
    if shown.get("hours", "") != today["hours"]:
        before_hours = str(shown.get("hours") or "")
        yield Change(what="horaires changés", before=hours.sentence(before_hours) if before_hours else "")
    if name_in(shown) != name_in(today):
        yield Change(what="nom changé", before=name_in(shown))
    for name, words in OTHERS.items():
        if shown.get(name, "") != today[name]:
            yield Change(what=words)


def _of_number(before: list[str], now: list[str]) -> Change:
    if not before:
        return Change(what="numéro ajouté")
    gone = [one for one in before if one not in now]
    what = "numéro retiré" if not now else "numéro changé" if gone else "numéro ajouté"
    return Change(what=what, before=", ".join(gone))
