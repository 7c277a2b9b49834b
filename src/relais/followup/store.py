"""SQL of the doctor's own view: the texts that were read before each consent."""

from relais.core.sql import Query
from relais.referrals.model import Notice

LIST_NOTICES = Query("followup.list_notices", "SELECT number, body, sha256 FROM notice ORDER BY number", Notice)
