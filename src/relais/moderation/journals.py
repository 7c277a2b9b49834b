"""The journal, read: an organisation's by a coordinator, all of it by an auditor. Nobody edits it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

from relais.accounts.gates import JOURNAL, through
from relais.accounts.holders import account_names
from relais.audit.model import Entry
from relais.audit.service import NEWEST, history
from relais.directory.facts import FIELDS
from relais.moderation import store
from relais.moderation.acts import ACTS, CODES, DETAILS
from relais.moderation.office import AnyRequest, Office, function_of, me, number_of
from relais.moderation.words import label, position_of, words

SECTION = "/coordination/journal"
GATE = through(JOURNAL)
PAGE = 100
SHOWN = 160  # characters of a detail
_VALUES = frozenset({"before", "after", "value"})


class JournalRow(Struct, frozen=True, kw_only=True):
    """One line of the journal, in words. `name`: the person, when there was one."""

    id: int
    at: datetime
    who: str
    name: str
    act: str
    organization: str
    subject: str
    field: str
    details: tuple[str, ...]


def journal_routes(office: Office) -> list[HTTPRouteHandler]:
    """All of it, or an organisation's; older lines by the number before which they stand."""

    @get(SECTION, opt=GATE, include_in_schema=False)
    async def journal(request: AnyRequest) -> Response[str]:
        return await _whole(office, request, NEWEST)

    @get(SECTION + "/avant/{code:str}", opt=GATE, include_in_schema=False)
    async def older_journal(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        return await _whole(office, request, number_of(code))

    @get(SECTION + "/organisme/{slug:str}", opt=GATE, include_in_schema=False)
    async def organization_journal(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
        return await _of_one(office, request, slug, NEWEST)

    @get(SECTION + "/organisme/{slug:str}/avant/{code:str}", opt=GATE, include_in_schema=False)
    async def older_organization_journal(
        request: AnyRequest, slug: FromPath[str], code: FromPath[str]
    ) -> Response[str]:
        return await _of_one(office, request, slug, number_of(code))

    return [journal, older_journal, organization_journal, older_organization_journal]


async def _whole(office: Office, request: AnyRequest, before: int) -> Response[str]:
    """An auditor reads all of it; who coordinates is led to choose an organisation."""
    if "auditor" not in me(request).roles:
        return office.page(request, "moderation/journal_choice.html", SECTION)
    return await _lines(office, request, "", before)


async def _of_one(office: Office, request: AnyRequest, slug: str, before: int) -> Response[str]:
    return await _lines(office, request, slug, before)


async def _lines(office: Office, request: AnyRequest, slug: str, before: int) -> Response[str]:
    async with office.database.reading() as db:
        found = await history(db, organization=slug, before=before, limit=PAGE + 1)
        organization = await store.GET_ORGANIZATION.one(db, slug) if slug else None
        names = await account_names(db, office.vault, {entry.actor for entry in found if entry.actor})
    rows = [_row(office, entry, names) for entry in found[:PAGE]]
    address = f"{SECTION}/organisme/{slug}" if slug else SECTION
    return office.page(
        request,
        "moderation/journal.html",
        SECTION,
        rows=rows,
        slug=slug,
        name=organization.name if organization else slug,
        former=address if before != NEWEST else "",
        later=f"{address}/avant/{rows[-1].id}" if len(found) > PAGE else "",
        coordinates="coordinator" in me(request).roles,
    )


def _row(office: Office, entry: Entry, names: Mapping[UUID, str]) -> JournalRow:
    known = entry.field in FIELDS
    return JournalRow(
        id=entry.id,
        at=entry.at,
        who=function_of(entry.acting_as),
        name=names.get(entry.actor, "") if entry.actor else "",
        act=ACTS.get(entry.act, entry.act.partition(".")[2].replace("_", " ")),
        organization=entry.organization,
        subject=entry.subject_id,
        field=label(entry.field, position_of(entry.subject_id)) if known else entry.field,
        details=tuple(_details(office, entry.field if known else "", entry.detail)),
    )


def _details(office: Office, field: str, detail: Mapping[str, Any]) -> list[str]:
    said = ((key, _value(office, field, key, value)) for key, value in detail.items() if key in DETAILS)
    return [f"{DETAILS[key]} : {_short(value)}" for key, value in said if value]


def _value(office: Office, field: str, key: str, value: Any) -> str:
    if field and key in _VALUES:
        return words(office.directory, field, value)
    if isinstance(value, bool):
        return "oui" if value else ""
    if isinstance(value, list):
        return ", ".join(CODES.get(key, {}).get(one, str(one)) for one in value if isinstance(one, str))
    return CODES.get(key, {}).get(value, str(value)) if value not in (None, {}) else ""


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
