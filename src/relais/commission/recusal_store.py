"""SQL of what each member says before opening a file: whether they know the doctor."""

from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.db import refuse_on
from relais.core.sql import Query

refuse_on(
    "recusal_asked_first",
    "recusal_asked_first",
    "Dites d'abord si vous connaissez ce médecin : la question est posée avant d'ouvrir le dossier.",
    field="answer",
)


class NameRow(Struct, frozen=True, kw_only=True):
    """Who a file is of, still sealed in its first section."""

    case_id: UUID
    wrapped: bytes
    sealed: bytes


GET_NAME = Query("commission.get_name", "SELECT case_id, wrapped, sealed FROM name_to_recuse($1)", NameRow)
SET_ANSWER: Query[Any] = Query("commission.set_answer", "SELECT answer_recusal($1, $2)")
HAS_ANSWERED: Query[Any] = Query(
    "commission.has_answered",
    """
    SELECT EXISTS (
        SELECT FROM recusal WHERE file = $1 AND account = current_actor() AND answer = 'unknown'
    )
    """,
)
COUNT_RECUSED: Query[Any] = Query(
    "commission.count_recused", "SELECT count(*)::int FROM recusal WHERE file = $1 AND answer = 'knows'"
)
