"""Before a file opens: whether its reader knows the doctor. Each function runs inside `acting(...)`, for the body."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from relais.accounts.model import Visitor
from relais.cases import openings
from relais.cases.sealing import CaseKey
from relais.commission import recusal_store as store
from relais.commission.agenda_access import SEATS, seat_of, session_name
from relais.commission.file_model import NationalFile
from relais.commission.file_service import category_of, open_for_commission, roles_on
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.core.vault import Vault

NAMES = {"answer": "Connaissez-vous ce médecin ?", "reason": "Pourquoi vous l'ouvrez"}
REASONS = {
    "file_session": "Préparer ou tenir la séance",
    "file_decision": "Décider, confirmer ou ratifier",
}
UNSAID = "Dites si vous connaissez ce médecin : choisissez une des deux réponses."
WHY = "Dites pourquoi vous ouvrez ce dossier : choisissez dans la liste."


class RecusalForm(Struct, frozen=True, kw_only=True):
    """The answer, and why the file is opened when there is nothing against it."""

    answer: Literal["", "unknown", "knows"] = ""
    reason: Annotated[str, Meta(max_length=40)] = ""


async def is_open(db: Db, visitor: Visitor, file: NationalFile) -> bool:
    """Whether this visitor answered, and said why, in this session."""
    if not await store.HAS_ANSWERED.value(db, file.id):
        return False
    return await openings.is_opened(db, file.case_id, session_name(visitor))


async def name_of_file(db: Db, vault: Vault, file: UUID) -> str:
    """Who the file is of, to be recognised or not; the asking is told to the person. Raises NotFound."""
    if not set(SEATS) & await roles_on(db, file):
        raise NotFound
    row = await store.GET_NAME.one(db, file)
    if row is None:
        return ""
    key = CaseKey(vault, row.case_id, row.wrapped)
    said = msgspec.json.decode(key.open(row.sealed, category_of("situation")))
    return str(said.get("name", ""))


async def answer(db: Db, visitor: Visitor, file: UUID, form: RecusalForm) -> bool:
    """Say it, and open the file when nothing stands against it; whether it is open. Raises Refused, NotFound."""
    if not set(SEATS) & await roles_on(db, file):
        raise NotFound
    if not form.answer:
        raise Refused("recusal_unsaid", UNSAID, field="answer", status=422)
    if form.answer == "unknown" and form.reason not in REASONS:
        raise Refused("opening_reason", WHY, field="reason", status=422)
    await store.SET_ANSWER.value(db, file, form.answer)
    if form.answer == "knows":
        return False
    return await open_for_commission(db, file, form.reason, seat_of(visitor), session_name(visitor))
