"""SQL of who opened a case, and why."""

from typing import Any

from relais.core.db import refuse_on
from relais.core.sql import Query

ADD_OPENING: Query[Any] = Query("cases.add_opening", "SELECT open_case($1, $2, $3, $4)")
HAS_OPENING: Query[Any] = Query(
    "cases.has_opening",
    """
    SELECT EXISTS (
        SELECT FROM case_opening
        WHERE case_id = $1 AND actor = current_actor() AND org = current_org() AND session = $2
            AND at > statement_timestamp() - interval '4 hours'
    )
    """,
)

refuse_on(
    "case_opening_reason_known", "opening_reason", "Dites pourquoi vous ouvrez ce dossier : choisissez dans la liste.",
    field="reason",
)  # fmt: skip
