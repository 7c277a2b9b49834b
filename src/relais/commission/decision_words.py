"""What sessions, decisions and payments are called, for those who sit and for the person."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from relais.cases.model import CaseEvent
from relais.commission.decision_store import DecisionKind, DecisionRow, Ratified
from relais.commission.section_money import euros
from relais.commission.session_store import Outcome, Place, SessionState
from relais.web.typography import french_date, french_time, source_date

NameOf = Callable[[str], str]
KINDS: Mapping[DecisionKind, str] = {
    "gift": "Don",
    "advance": "Avance, à rembourser",
    "elsewhere": "Exonération demandée ailleurs",
    "refusal": "Refus",
}
ELSEWHERE: Mapping[str, str] = {
    "carmf": "la CARMF",
    "urssaf": "l'URSSAF",
    "cpam": "la CPAM",
    "tax": "les impôts",
    "bank": "la banque",
    "mutual": "la mutuelle ou l'assurance",
    "landlord": "le bailleur",
}
REFUSED: Mapping[str, str] = {
    "resources": "les ressources permettent de faire face",
    "other_help_first": "une autre aide est à demander d'abord",
    "out_of_scope": "la demande n'entre pas dans ce que l'entraide peut faire",
    "not_documented": "la situation n'est pas justifiée par les pièces",
    "already_helped": "une aide a déjà été accordée pour la même situation",
}
RATIFIED: Mapping[Ratified, str] = {
    "ratified": "ratifiée par la séance",
    "not_ratified": "non ratifiée par la séance : rien de plus ne sera versé",
}
PLACES: Mapping[Place, str] = {
    "on_site": "sur place",
    "remote": "à distance",
    "both": "sur place et à distance",
}
SESSIONS: Mapping[SessionState, str] = {"planned": "prévue", "held": "tenue", "cancelled": "annulée"}
OUTCOMES: Mapping[Outcome, str] = {
    "decided": "décidé",
    "postponed": "reporté",
    "withdrawn": "retiré par le médecin",
    "ratified": "ratifié",
    "not_ratified": "non ratifié",
}


def decided(row: DecisionRow) -> str:
    """The decision in one line, without its date."""
    if row.kind == "elsewhere":
        return f"Exonération demandée à {ELSEWHERE.get(row.elsewhere or '', 'un autre organisme')}"
    if row.kind == "refusal":
        return f"Refus : {REFUSED.get(row.reason or '', 'motif non précisé')}"
    return f"{KINDS[row.kind]} : {euros(row.amount_cents)}"


def moment(at: datetime) -> str:
    """`3 mars 2026 à 14 h 02`, in Paris time."""
    return f"{french_date(at)} à {french_time(at)}"


# The events of the chain, for the person. The others need what the event tells.
SAID: Mapping[str, str] = {
    "attachment.added": "Un document est joint à votre dossier national.",
    "attachment.removed": "Un document est retiré de votre dossier national.",
    "commission.asked": "Votre nom est montré à un membre de la commission, pour qu'il dise s'il vous connaît.",
    "commission.not_known": "Un membre de la commission a dit qu'il ne vous connaît pas.",
    "commission.recused": "Un membre de la commission vous connaît : il s'est récusé et ne lit rien de votre dossier.",
    "decision.recorded": "La commission a examiné votre dossier ; un second membre doit confirmer la décision.",
    "decision.discarded": "La décision enregistrée est écartée avant d'être confirmée : la commission la reprend.",
    "decision.ratified": "La décision prise entre deux séances est ratifiée.",
    "decision.not_ratified": "La décision prise entre deux séances n'est pas ratifiée : rien de plus ne sera versé.",
}


def _scheduled(_event: CaseEvent, told: dict[str, Any], _name_of: NameOf) -> str:
    return f"Votre dossier est inscrit à la séance du {source_date(str(told.get('on', '')))}."


def _decided(event: CaseEvent, told: dict[str, Any], _name_of: NameOf) -> str:
    alone = event.act == "decision.taken"
    who = "La présidence de la commission a décidé sans attendre une séance" if alone else "La commission a décidé"
    kind, cents = str(told.get("kind", "")), int(told.get("cents", 0))
    if kind == "refusal":
        return f"{who} : l'aide est refusée. Vous pouvez demander un nouvel examen."
    what = {"gift": "un don", "advance": "une avance", "elsewhere": "une exonération est demandée ailleurs"}
    return f"{who} : {what.get(kind, 'une aide')}{f' de {euros(cents)}' if cents else ''}."


def _paid(_event: CaseEvent, told: dict[str, Any], _name_of: NameOf) -> str:
    cents, day = int(told.get("cents", 0)), source_date(str(told.get("on", "")))
    if cents < 0:
        return f"Un versement de {euros(-cents)} entré par erreur est annulé."
    return f"{euros(cents)} vous ont été versés, le {day}."


def _read(event: CaseEvent, _told: dict[str, Any], name_of: NameOf) -> str:
    return f"Un document joint à votre dossier national est téléchargé ({name_of(event.org)})."


SPECIAL: Mapping[str, Callable[[CaseEvent, dict[str, Any], NameOf], str]] = {
    "attachment.read": _read,
    "commission.scheduled": _scheduled,
    "decision.confirmed": _decided,
    "decision.taken": _decided,
    "payment.recorded": _paid,
}
