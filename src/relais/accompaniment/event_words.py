"""What the chain of a case tells of its pathway, said to the person: for the history of their own page."""

from collections.abc import Callable, Mapping
from typing import Any

from relais.accompaniment import words
from relais.accompaniment.model import Mode
from relais.cases.model import CaseEvent

NameOf = Callable[[str], str]
SAID: Mapping[str, str] = {
    "pathway.proposed": "Un parcours vous est proposé.",
    "pathway.reminders": "Vous avez changé vos rappels.",
    "pathway.step_planned": "Une étape vous est proposée.",
    "pathway.step_changed": "Une étape a changé : on attend de nouveau votre réponse.",
    "pathway.step_done": "Une étape est faite.",
    "pathway.step_skipped": "Une étape est laissée de côté.",
    "pathway.step_reminded": "Relais a rappelé une étape à votre référent, comme vous l'aviez choisi.",
    "handover.cancelled": "Votre conseil a retiré sa proposition de confier votre dossier.",
}


def _agreed(_event: CaseEvent, told: dict[str, Any], _name_of: NameOf) -> str:
    return f"Vous avez accepté un parcours, {_how(told)}."


def _step_agreed(_event: CaseEvent, told: dict[str, Any], _name_of: NameOf) -> str:
    return f"Vous avez accepté une étape, {_how(told)}."


def _step_refused(_event: CaseEvent, told: dict[str, Any], _name_of: NameOf) -> str:
    return f"Vous avez refusé une étape, {_how(told)}."


def _ended(_event: CaseEvent, told: dict[str, Any], _name_of: NameOf) -> str:
    why = words.ENDED_FOR_PERSON.get(told.get("how", ""), "il a pris fin")
    return f"Le parcours est terminé : {why}."


def _proposed(event: CaseEvent, told: dict[str, Any], name_of: NameOf) -> str:
    return f"{name_of(event.org)} propose que votre dossier soit suivi par {_to(event, told, name_of)}."


def _handed(event: CaseEvent, told: dict[str, Any], name_of: NameOf) -> str:
    passed = [words.PASSES_FOR_PERSON[one].lower() for one in words.PASSES_FOR_PERSON if one in told.get("passes", ())]
    let = f" Vous avez laissé lire : {', '.join(passed)}." if passed else ""
    return f"Vous avez accepté d'être suivi par {_to(event, told, name_of)}, {_how(told)}.{let}"


def _kept(event: CaseEvent, told: dict[str, Any], name_of: NameOf) -> str:
    return f"Vous avez refusé d'être suivi par {_to(event, told, name_of)}, {_how(told)}."


SPECIAL: Mapping[str, Callable[[CaseEvent, dict[str, Any], NameOf], str]] = {
    "pathway.agreed": _agreed,
    "pathway.ended": _ended,
    "pathway.step_agreed": _step_agreed,
    "pathway.step_refused": _step_refused,
    "handover.proposed": _proposed,
    "handover.agreed": _handed,
    "handover.refused": _kept,
}


def _how(told: dict[str, Any]) -> str:
    mode: Mode = told.get("mode", "online")
    return words.MODES.get(mode, "ici")


def _to(_event: CaseEvent, told: dict[str, Any], name_of: NameOf) -> str:
    if told.get("officer"):
        return "un autre référent du même conseil"
    return name_of(told.get("to", ""))
