"""SQL of what is told of a body before a choice: whether somebody reads for it."""

from msgspec import Struct

from relais.core.sql import Query


class ReaderRow(Struct, frozen=True, kw_only=True):
    """A body whose inbox was opened in the last 30 days."""

    organization: str


LIST_READERS = Query(
    "guidance.list_readers",
    "SELECT o AS organization FROM unnest($1::text[]) AS o WHERE reads_inbox(o) ORDER BY o",
    ReaderRow,
)
