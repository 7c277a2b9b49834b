"""SQL of codes given anew: how often, and whether the person is there."""

from typing import Any

from relais.core.sql import Query

COUNT_CODES: Query[Any] = Query(
    "guidance.count_codes", "SELECT count(*) FROM case_event WHERE case_id = $1 AND act = 'case.code_replaced'"
)
IS_WITH_PERSON: Query[Any] = Query(
    "guidance.is_with_person",
    """
    SELECT EXISTS (
        SELECT FROM case_opening
        WHERE case_id = $1 AND actor = current_actor() AND org = current_org()
            AND reason = 'with_person' AND at > statement_timestamp() - interval '4 hours'
    )
    """,
)
