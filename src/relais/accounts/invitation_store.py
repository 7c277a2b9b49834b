"""SQL of links that let someone in, and of what two persons reopen."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.db import refuse_on
from relais.core.sql import Query

refuse_on("invitation_for_the_first_entry", "already_entered", "Cette personne est déjà entrée : elle n'attend rien.")
refuse_on("invitation_reset_approved", "second_person", "Rouvrir un compte se décide à deux personnes.")
refuse_on("reset_one_open", "reset_waiting", "C'est déjà demandé pour cette personne : une deuxième doit l'accepter.")
refuse_on("reset_takes_two_persons", "second_person", "Une autre personne que celle qui demande doit accepter.")
refuse_on(
    "reset_never_of_oneself",
    "never_oneself",
    "Personne ne rouvre son propre compte : deux autres personnes de la coordination le décident.",
)
refuse_on("reset_by_who_may", "not_yours_to_give", "Seule la coordination rouvre un compte.")
refuse_on("reset_decided_once", "grant_decided", "Cette demande a déjà été décidée.")


class ResetRow(Struct, frozen=True, kw_only=True):
    """A reset that waits for a second person."""

    id: UUID
    account: UUID
    proposed_by: UUID
    proposed_at: datetime


ADD_INVITATION: Query[Any] = Query(
    "accounts.add_invitation", "INSERT INTO invitation (token_key, account, purpose, made_by) VALUES ($1, $2, $3, $4)"
)
END_INVITATIONS: Query[Any] = Query(
    "accounts.end_invitations", "UPDATE invitation SET used_at = now() WHERE account = $1 AND used_at IS NULL"
)
ADD_RESET: Query[Any] = Query("accounts.add_reset", "INSERT INTO reset (id, account, proposed_by) VALUES ($1, $2, $3)")
LIST_RESETS = Query(
    "accounts.list_resets",
    """
    SELECT id, account, proposed_by, proposed_at FROM reset
    WHERE approved_at IS NULL AND refused_at IS NULL
    ORDER BY proposed_at, id
    """,
    ResetRow,
)
GET_RESET = Query(
    "accounts.get_reset",
    """
    SELECT id, account, proposed_by, proposed_at FROM reset
    WHERE id = $1 AND approved_at IS NULL AND refused_at IS NULL
    """,
    ResetRow,
)
APPROVE_RESET: Query[Any] = Query(
    "accounts.approve_reset",
    """
    UPDATE reset SET approved_by = $2, approved_at = now()
    WHERE id = $1 AND approved_at IS NULL AND refused_at IS NULL
    """,
)
REFUSE_RESET: Query[Any] = Query(
    "accounts.refuse_reset",
    "UPDATE reset SET refused_at = now() WHERE id = $1 AND approved_at IS NULL AND refused_at IS NULL",
)
END_RESETS_OF: Query[Any] = Query(
    "accounts.end_resets_of",
    "UPDATE reset SET refused_at = now() WHERE account = $1 AND approved_at IS NULL AND refused_at IS NULL",
)
