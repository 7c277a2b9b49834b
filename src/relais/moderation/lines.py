"""Proposed changes as they are read: what was, what would be, since when, by which function, how grave."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from relais.core.clock import now
from relais.directory.change_model import ChangeLine
from relais.directory.facts import FIELDS
from relais.moderation.office import Office, elapsed, function_of
from relais.moderation.words import HARMS, label, words

ASKED = {
    "change": "",
    "withdrawal": "numéro déjà retiré d'urgence, à relire",
    "protected": "numéro protégé : deux coordinateurs décident",
}


class ChangeRow(Struct, frozen=True, kw_only=True):
    """One line of the queue. `mine`: who reads it proposed it, and cannot decide; `who` is a function, never a name."""

    code: str
    label: str
    service: str
    service_name: str
    organization: str
    organization_name: str
    before: str
    after: str
    harm: str
    harm_words: str
    age: str
    made_at: datetime
    who: str
    why: str
    asked: str
    purpose: str
    same: bool
    outdated: bool
    others: int
    mine: bool
    batch: str


def change_rows(office: Office, lines: Iterable[ChangeLine], account: UUID | None = None) -> list[ChangeRow]:
    """The lines in words, for the person of `account`."""
    at = now()
    return [change_row(office, line, at, account) for line in lines]


def change_row(office: Office, line: ChangeLine, at: datetime, account: UUID | None) -> ChangeRow:
    """One line in words."""
    harm = FIELDS[line.field].harm if line.field in FIELDS else "medium"
    directory = office.directory
    return ChangeRow(
        code=line.code,
        label=label(line.field, line.position),
        service=line.service,
        service_name=line.service_name,
        organization=line.organization,
        organization_name=line.organization_name,
        before=words(directory, line.field, line.before),
        after=words(directory, line.field, line.after),
        harm=harm,
        harm_words=HARMS[harm],
        age=elapsed(line.made_at, at),
        made_at=line.made_at,
        who=f"l'import {line.origin}" if line.made_as == "import" else function_of(line.made_as),
        why=line.why,
        asked=ASKED[line.purpose],
        purpose=line.purpose,
        same=line.purpose == "change" and line.before == line.after,
        outdated=line.outdated,
        others=line.others,
        mine=account is not None and line.made_by == account,
        batch=str(line.batch) if line.batch else "",
    )
