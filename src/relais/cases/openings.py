"""Whoever opens a person's case says why, once per session, and the person reads it. Else PostgreSQL opens nothing."""

from typing import Literal
from uuid import UUID

from relais.cases import opening_store as store
from relais.core.db import Db

Reason = Literal[
    "with_person", "call", "follow_up", "answer", "handover", "correction", "first_contact", "outcome", "request",
    "file_check", "file_session", "file_decision", "file_payment",
]  # fmt: skip
Function = Literal["officer", "deputy", "recipient", "national", "commissioner", "chair"]
OFFICER_REASONS: dict[str, str] = {
    "request": "Lire et traiter une demande reçue",
    "call": "Le médecin m'appelle ou je le rappelle",
    "follow_up": "Suivi convenu avec le médecin",
    "answer": "Une structure a répondu",
    "handover": "Je remplace un autre référent",
    "correction": "Correction ou retrait demandé par le médecin",
}
RECIPIENT_REASONS: dict[str, str] = {
    "first_contact": "Premier contact avec la personne",
    "follow_up": "Suite d'un contact",
    "handover": "Je remplace un collègue",
    "outcome": "Dire ce qu'il en est advenu",
}
COMMISSION_REASONS: dict[str, str] = {
    "file_check": "Vérifier qu'un dossier national est complet",
    "file_session": "Préparer ou tenir une séance",
    "file_decision": "Décider, ou notifier la décision",
    "file_payment": "Enregistrer un versement",
}
WORDS: dict[str, str] = {
    "with_person": "Avec vous, à l'ouverture du dossier",
    **RECIPIENT_REASONS,
    **OFFICER_REASONS,
    **COMMISSION_REASONS,
}
FUNCTIONS: dict[str, str] = {
    "officer": "référent entraide",
    "deputy": "référent suppléant",
    "recipient": "destinataire",
    "national": "service national",
    "commissioner": "membre de la commission nationale",
    "chair": "présidence de la commission nationale",
}


async def open_for(db: Db, case: UUID, reason: str, function: Function, session: str) -> None:
    """Write who opens the case, as function and body, and why, in its chain. Raises Refused for an unknown reason."""
    await store.ADD_OPENING.value(db, case, reason, function, session)


async def is_opened(db: Db, case: UUID, session: str) -> bool:
    """Whether this account said why already, in this session and within the four hours that a session lasts."""
    return bool(await store.HAS_OPENING.value(db, case, session))
