"""Services, settings and snapshots for the tests of the Meilisearch engine."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from relais.core.settings import Settings
from relais.directory.model import Contact, Service
from relais.directory.snapshot import Snapshot
from relais.search.meilisearch import MeilisearchIndex

pytest.importorskip("milli", reason="milli, Meilisearch's own engine, has a wheel for Python 3.11 on Linux only")

from tests.search.meilisearch_server import MeilisearchServer

TOWNS = ("Rennes", "Lille", "Nantes", "Dijon", "Limoges", "Tours", "Brest", "Metz", "Nice", "Pau")
SORTS = ("Écoute", "Accompagnement", "Consultation", "Permanence", "Atelier", "Réseau", "Relais", "Maison")


def service(slug: str, name: str, **fields: object) -> Service:
    """A published service; every field not given is at rest."""
    given = {"organization": slug, "organization_name": name, "kind": "ecoute", "coverage": ("FR",), **fields}
    return Service(slug=slug, name=name, **given)  # type: ignore[arg-type]


def a_few() -> tuple[Service, ...]:
    """Names that resemble real ones, with accents, acronyms, territories and contacts that must stay at home."""
    contact = Contact(kind="phone", value="06 00 00 00 00", e164="+33600000000", purpose="admin")
    return (
        service("mots", "Médecin Organisation Travail Santé", acronym="MOTS", contacts=(contact,)),
        service("asra", "Aide aux soignants de Rhône-Alpes", acronym="ASRA", coverage=("69", "01", "71")),
        service("belle-rive", "Clinique Belle Rive", kind="hospitalisation_complete", departement="30", coverage=()),
        service("carmf", "Caisse autonome de retraite des médecins de France", acronym="CARMF"),
        service("cdom-2a", "Conseil départemental de Corse-du-Sud", coverage=("2A",), aliases=("ordre Ajaccio",)),
        service("afem", "Aide aux familles et entraide médicale", acronym="AFEM", description="Familles, orphelins."),
    )


def many(count: int) -> tuple[Service, ...]:
    """`count` services, each with a name of its own."""
    names = (f"{SORTS[n % 8]} {TOWNS[n // 8 % 10]} dispositif{n:05d}" for n in range(count))
    return tuple(service(f"s-{n}", name, acronym=f"ZX{n:05d}") for n, name in enumerate(names))


def snapshot_of(services: Iterable[Service]) -> Snapshot:
    """A directory holding these services."""
    return Snapshot(version=1, as_of=datetime(2026, 1, 6, 10, tzinfo=UTC), services=tuple(services), retired_numbers=())


def search_folder(folder: Path) -> Path:
    """A small `search_index/`."""
    folder.mkdir(exist_ok=True)
    (folder / "settings.json").write_text(json.dumps({"rankingRules": ["words", "typo", "exactness"], "memory": {}}))
    (folder / "synonyms.json").write_text(json.dumps({"carmf": ["caisse de retraite"], "ordre": ["conseil"]}))
    (folder / "stop_words.txt").write_text("# mots vides\nde\ndes\nà\n", encoding="utf-8")
    return folder


def settings_for(url: str, folder: Path, **fields: object) -> Settings:
    """Settings which name this server."""
    given = {"engine": "meilisearch", "meilisearch_url": url, "search_index_dir": search_folder(folder), **fields}
    return Settings(**given)  # type: ignore[arg-type]


def adapter(
    server: MeilisearchServer, folder: Path, snapshot: Snapshot, *, deadline_ms: int = 2000, probe_every: float = 0.02
) -> MeilisearchIndex:
    """The engine, as the desk would use it; patient, unless the test is about time."""
    settings = settings_for(server.url, folder, meilisearch_deadline_ms=deadline_ms)
    return MeilisearchIndex(settings, lambda: snapshot, probe_every=probe_every)
