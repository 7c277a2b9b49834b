"""SQL of invitation cards: a code and its end, of nobody."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.db import refuse_on
from relais.core.sql import Query


class CardRow(Struct, frozen=True, kw_only=True):
    """The card of a lookup, what verifies its code, and until when it opens."""

    id: UUID
    verifier: str
    ends_at: datetime


ADD_CARD: Query[Any] = Query(
    "aid_requests.add_card", "INSERT INTO card (id, code_lookup, code_verifier) VALUES ($1, $2, $3)"
)
FIND_CARD_BY_CODE = Query(
    "aid_requests.find_card_by_code", "SELECT id, verifier, ends_at FROM find_card_by_code($1)", CardRow
)
PURGE_CARDS: Query[Any] = Query("aid_requests.end_due_cards", "SELECT purge_cards()")

refuse_on("card_pk", "card_made", "Un code a déjà été montré pour cette carte ; il ne l'est qu'une fois.")
