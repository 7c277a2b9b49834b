"""SQL of the council's opinion: a code, and a text sealed under the key of the case."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from relais.commission.file_model import OpinionCode
from relais.core.sql import Query


class OpinionRow(Struct, frozen=True, kw_only=True):
    """One opinion, its text still sealed; none once the case was erased."""

    version: int
    round: int
    opinion: OpinionCode
    sealed: bytes | None
    org: str
    given_at: datetime


LIST_OPINIONS = Query(
    "commission.list_opinions",
    "SELECT version, round, opinion, sealed, org, given_at FROM file_opinion WHERE file = $1 ORDER BY version",
    OpinionRow,
)
ADD_OPINION: Query[Any] = Query("commission.add_opinion", "SELECT give_file_opinion($1, $2, $3, $4, $5)")
