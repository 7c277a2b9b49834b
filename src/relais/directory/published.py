"""What readers hold: an immutable copy of the published directory, and what changes it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct, structs

from relais.directory.emergency import EMERGENCY
from relais.directory.model import RetiredNumber, Service, State


class PublishedFact(Struct, frozen=True, kw_only=True):
    """One value ever published, with its provenance. `value` is the whole JSON value; None = cleared by a person."""

    subject_kind: str
    subject_id: str
    field: str
    value: Any
    state: State
    source_label: str
    source_url: str | None = None
    source_date_text: str = "non datée"
    note: str | None = None
    confirmed_how: str | None = None
    confirmed_at: datetime | None = None
    doubted_at: datetime | None = None


class Changes(Struct, frozen=True, kw_only=True):
    """What moved since an earlier version: whole services, and slugs that are no longer published."""

    version: int
    as_of: datetime
    changed: tuple[Service, ...] = ()
    removed: tuple[str, ...] = ()


class Snapshot(Struct, frozen=True, kw_only=True):
    """The whole published directory at one version, emergency numbers included.

    `epoch` tells databases apart ("" = read from the data files). Closed services stay, with `closed_on` set.
    """

    version: int
    as_of: datetime
    services: tuple[Service, ...]
    retired_numbers: tuple[RetiredNumber, ...] = ()
    slug_history: dict[str, str] = {}
    epoch: str = ""
    by_slug: Mapping[str, Service] = {}

    def __post_init__(self) -> None:
        if not self.by_slug:
            structs.force_setattr(self, "by_slug", {service.slug: service for service in self.services})

    def after(
        self,
        changes: Changes,
        retired_numbers: tuple[RetiredNumber, ...] | None = None,
        slug_history: dict[str, str] | None = None,
    ) -> "Snapshot":
        """The snapshot once `changes` are made. Services keep their order, new ones come last."""
        by_slug = dict(self.by_slug)
        for slug in changes.removed:
            by_slug.pop(slug, None)
        by_slug.update((service.slug, service) for service in changes.changed)
        return Snapshot(
            version=changes.version,
            as_of=changes.as_of,
            services=tuple(by_slug.values()),
            retired_numbers=self.retired_numbers if retired_numbers is None else retired_numbers,
            slug_history=self.slug_history if slug_history is None else slug_history,
            epoch=self.epoch,
            by_slug=by_slug,
        )


def with_emergency(services: Iterable[Service]) -> tuple[Service, ...]:
    """The services preceded by the compiled-in emergency numbers."""
    return (*EMERGENCY, *services)
