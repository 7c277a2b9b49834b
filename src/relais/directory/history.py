"""Every value ever published of a service, and what a listener saw of it at a moment."""

from datetime import datetime
from itertools import groupby
from typing import Any

from msgspec import Struct

from relais.core.db import Db
from relais.core.errors import NotFound
from relais.directory import history_store
from relais.directory.change_model import position_of
from relais.directory.facts import FIELDS
from relais.directory.history_store import DecidedRow, FactVersionRow, FormerRow
from relais.directory.model import Service, State
from relais.directory.pages import Card, Directory, FactRow, fact_rows
from relais.directory.published import PublishedFact
from relais.directory.service import facts_at

# Who published a value when no person's decision is journalled for it.
_BY_CAUSE = {"import": "import", "expiry": "system", "reminder": "mail"}


class Shown(Struct, frozen=True, kw_only=True):
    """One value, shown from a moment until another (None: still). `value` None: cleared.

    `who` is a function, as in the journal (coordinator, member, mail, system…) or "import": never a person.
    `version` is where it began: what `changes.undo` takes. `same_value`: only its confirmation or source changed.
    """

    value: Any
    state: State
    shown_from: datetime
    shown_until: datetime | None
    version: int
    cause: str
    who: str
    how: str
    confirmed_at: datetime | None
    doubted_at: datetime | None
    source_label: str
    source_url: str | None
    source_date_text: str
    note: str | None
    same_value: bool


class FieldHistory(Struct, frozen=True, kw_only=True):
    """The values of one field, the newest first. `position` tells the contacts of one kind apart."""

    subject_kind: str
    subject_id: str
    field: str
    label: str
    position: int
    shown: tuple[Shown, ...]


class ServiceHistory(Struct, frozen=True, kw_only=True):
    """All that was published of a service. `former`: addresses that lead to it now, with the cause of each."""

    slug: str
    organization: str
    fields: tuple[FieldHistory, ...]
    former: tuple[FormerRow, ...]


class Seen(Struct, frozen=True, kw_only=True):
    """What a listener saw of a service at a moment; `card` None when it was not shown.

    `facts` are the sources as they were told then; `values` what was published, hidden drafts included. `version` 0 and
    `published_at` None: before anything was published.
    """

    slug: str
    moment: datetime
    version: int
    published_at: datetime | None
    service: Service | None
    card: Card | None
    facts: tuple[FactRow, ...]
    values: tuple[PublishedFact, ...]


async def history_of(db: Db, slug: str) -> ServiceHistory:
    """Every value ever published of a service, its contacts and its organisation. Raises NotFound.

    A service that was merged away or renamed keeps its own history under its former slug.
    """
    rows = await history_store.LIST_VERSIONS.all(db, slug)
    if not rows:
        raise NotFound("Rien n'a jamais été publié à cette adresse.")
    organizations = {row.value for row in rows if row.field == "organization"} - {None}
    decided = await history_store.LIST_DECIDED.all(db, sorted(organizations))
    deciders = {(one.subject_kind, one.subject_id, one.field, one.version): one for one in decided}
    by_version = {one.version: one for one in decided}
    fields = [
        _field(list(versions), deciders, by_version)
        for _, versions in groupby(rows, key=lambda row: (row.field, row.subject_id))
    ]
    current = next((row.value for row in rows if row.field == "organization"), "")
    return ServiceHistory(
        slug=slug,
        organization=current or "",
        fields=tuple(sorted(fields, key=_order)),
        former=tuple(await history_store.LIST_FORMER.all(db, slug)),
    )


def _field(
    rows: list[FactVersionRow],
    deciders: dict[tuple[str, str, str, int], DecidedRow],
    by_version: dict[int, DecidedRow],
) -> FieldHistory:
    first = rows[0]
    shown = []
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        key = (row.subject_kind, row.subject_id, row.field, row.version_from)
        decision = deciders.get(key) or by_version.get(row.version_from)
        shown.append(_shown(row, decision, same=before is not None and before.value == row.value))
    field = FIELDS.get(first.field)
    return FieldHistory(
        subject_kind=first.subject_kind,
        subject_id=first.subject_id,
        field=first.field,
        label=field.label if field else first.field,
        position=position_of(first.subject_kind, first.subject_id),
        shown=tuple(shown),
    )


def _shown(row: FactVersionRow, decision: DecidedRow | None, *, same: bool) -> Shown:
    who = decision.acting_as if decision else _BY_CAUSE.get(row.cause, "import" if row.origin != "product" else "")
    return Shown(
        value=row.value,
        state=row.state,
        shown_from=row.shown_from,
        shown_until=row.shown_until,
        version=row.version_from,
        cause=row.cause,
        who=who or "coordinator",
        how=row.confirmed_how or "",
        confirmed_at=row.confirmed_at,
        doubted_at=row.doubted_at,
        source_label=row.source_label,
        source_url=row.source_url,
        source_date_text=row.source_date_text,
        note=row.note,
        same_value=same,
    )


def _order(one: FieldHistory) -> tuple[int, int]:
    """Numbers first, then as the closed list goes."""
    codes = list(FIELDS)
    rank = codes.index(one.field) if one.field in FIELDS else len(codes)
    return (-1 if one.field == "phone" else rank, one.position)


async def seen_at(db: Db, directory: Directory, slug: str, moment: datetime) -> Seen:
    """What a listener saw of a service at the aware `moment`, in the words of the service's page."""
    found = await facts_at(db, slug, moment)
    service = found.service
    return Seen(
        slug=slug,
        moment=moment,
        version=found.version,
        published_at=found.published_at,
        service=service,
        card=None if service is None else directory.card(service, at=moment),
        facts=() if service is None else tuple(fact_rows(service)),
        values=found.facts,
    )
