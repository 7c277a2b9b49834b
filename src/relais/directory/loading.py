"""Reading the published directory from PostgreSQL into memory, whole or since a version."""

from collections import defaultdict
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from relais.core.clock import now
from relais.core.db import Db
from relais.directory import store
from relais.directory.assembly import line_order, postal_address, shown_state
from relais.directory.model import Contact, FactLine, RetiredNumber, Service
from relais.directory.published import Changes, Snapshot, with_emergency
from relais.directory.store import ContactRow, ProvenanceRow, ServiceRow

PAGE: Final = 400  # services read at a time: the event loop is held some 10 ms at most
_ROUNDS: Final = 20

_OWN: Final = frozenset({"slug", "organization", "organization_name", "name", "street", "lat", "lon"})

Lines = tuple[FactLine, ...]


class _Shared:
    """Equal values and provenances of many services are one object: at 100,000 they would fill the memory."""

    def __init__(self) -> None:
        self.values: dict[Any, Any] = {}
        self.lines: dict[ProvenanceRow, Lines] = {}


async def load_snapshot(db: Db) -> Snapshot:
    """Everything published, as of the version reached at the end of the reading. Raises Unavailable.

    Rows are read in several statements: whatever a writer publishes meanwhile bears a later version and is read again.
    """
    version = await _version(db)
    services = await _services_after(db, -1)
    moved = await _moved(db)
    snapshot = Snapshot(
        version=version.number,
        as_of=now(),
        services=with_emergency(services),
        retired_numbers=await _retired_numbers(db, moved),
        slug_history=moved,
        epoch=str(version.epoch),
    )
    later = await load_later(db, snapshot)
    return later[1] if later else snapshot


async def load_later(db: Db, snapshot: Snapshot) -> tuple[Changes, Snapshot] | None:
    """What was published after `snapshot`, and the snapshot it makes; None when nothing was. Raises Unavailable.

    None too when the database is not the one it was read from: the caller compares `epoch` and `version` first.
    """
    version = await _version(db)
    if version.number == snapshot.version:
        return None
    total: Changes | None = None
    reached = snapshot
    for _ in range(_ROUNDS):
        changes = await _changes(db, reached, version.number, now())
        moved = await _moved(db)
        reached = reached.after(changes, await _retired_numbers(db, moved), moved)
        total = changes if total is None else merge(total, changes)
        version = await _version(db)
        if version.number == reached.version:
            break
    return (total, reached) if total is not None else None


def merge(earlier: Changes, later: Changes) -> Changes:
    """The two in one; the later word on a service stands."""
    changed = {service.slug: service for service in (*earlier.changed, *later.changed)}
    removed = dict.fromkeys((*earlier.removed, *later.removed))
    for slug in later.removed:
        changed.pop(slug, None)
    for service in later.changed:
        removed.pop(service.slug, None)
    return Changes(version=later.version, as_of=later.as_of, changed=tuple(changed.values()), removed=tuple(removed))


async def is_same_history(db: Db, snapshot: Snapshot) -> bool:
    """Whether `snapshot` was read from this database, at a version it still has. Raises Unavailable."""
    version = await _version(db)
    return str(version.epoch) == snapshot.epoch and version.number >= snapshot.version


async def _version(db: Db) -> store.VersionRow:
    version = await store.GET_VERSION.one(db)
    assert version is not None  # noqa: S101 the row is made by the migration
    return version


async def _moved(db: Db) -> dict[str, str]:
    return {row.old_slug: row.slug for row in await store.LIST_MOVED.all(db)}


async def _retired_numbers(db: Db, moved: dict[str, str]) -> tuple[RetiredNumber, ...]:
    """Those that must not be given; the service that takes over may have been merged into another."""
    found = await store.LIST_RETIRED_NUMBERS.all(db)
    return tuple(replace(one, replaced_by=moved.get(one.replaced_by, one.replaced_by)) for one in found)


async def _changes(db: Db, snapshot: Snapshot, number: int, moment: datetime) -> Changes:
    changed = await _services_after(db, snapshot.version)
    hidden = await store.LIST_HIDDEN.all(db, snapshot.version)
    removed = tuple(row.slug for row in hidden if row.slug in snapshot.by_slug)
    return Changes(version=number, as_of=moment, changed=tuple(changed), removed=removed)


async def _services_after(db: Db, version: int) -> list[Service]:
    found: list[Service] = []
    shared = _Shared()
    after = ""
    while True:
        rows = await store.LIST_SERVICES.all(db, version, after, PAGE)
        if not rows:
            return found
        after = rows[-1].slug
        found += await _page(db, rows, shared)
        if len(rows) < PAGE:
            return found


async def _page(db: Db, rows: list[ServiceRow], shared: _Shared) -> list[Service]:
    slugs = [row.slug for row in rows]
    contacts: defaultdict[str, list[Contact]] = defaultdict(list)
    for contact in await store.LIST_CONTACTS.all(db, slugs):
        contacts[contact.service].append(_contact(contact))
    lines: defaultdict[str, list[FactLine]] = defaultdict(list)
    for provenance in await store.LIST_PROVENANCES.all(db, slugs):
        lines[provenance.service] += _lines(provenance, shared)
    return [_service(row, contacts[row.slug], lines[row.slug], shared) for row in rows]


def _lines(provenance: ProvenanceRow, shared: _Shared) -> Lines:
    key = msgspec.structs.replace(provenance, service="", fields=tuple(sorted(provenance.fields)))
    found = shared.lines.get(key)
    if found is None:
        found = shared.lines[key] = tuple(
            FactLine(
                field=field,
                state=shown_state(key.state),
                source_label=key.source_label,
                source_url=key.source_url,
                source_date_text=key.source_date_text,
                note=key.note,
                confirmed_how=key.confirmed_how,
                confirmed_at=key.confirmed_at,
                doubted_at=key.doubted_at,
            )
            for field in key.fields
        )
    return found


def _contact(row: ContactRow) -> Contact:
    return Contact(
        kind=row.kind,  # type: ignore[arg-type]  # these codes are checked by the database
        value=row.value,
        e164=row.e164,
        toll=row.toll,  # type: ignore[arg-type]
        purpose=row.purpose,  # type: ignore[arg-type]
        state=shown_state(row.state),  # type: ignore[arg-type]
        doubted_at=row.doubted_at,
    )


def _service(row: ServiceRow, contacts: list[Contact], lines: list[FactLine], shared: _Shared) -> Service:
    document = {
        name: value if name in _OWN else shared.values.setdefault(value, value)
        for name, value in msgspec.structs.asdict(row).items()
    }
    document["address"] = postal_address(document.pop("street"), document.pop("postcode"), document.pop("city"))
    return Service(**document, contacts=tuple(contacts), facts=tuple(sorted(lines, key=line_order)))
