"""The directory and the engine that everything is measured on."""

import resource
from datetime import UTC, datetime
from pathlib import Path

from bench import synthetic
from relais.core.settings import Settings, load_settings
from relais.directory.published import with_emergency
from relais.directory.snapshot import Snapshot
from relais.geo.gazetteer import load_gazetteer
from relais.search.engine import SearchEngine, load_engine

NOON = datetime(2026, 3, 3, 11, 0, tzinfo=UTC)  # a Tuesday at noon in Paris
DESK_LINE = "synthese-0"


def settings(var_dir: Path) -> Settings:
    """Settings of a Relais that has nothing of the user's environment."""
    return Settings(var_dir=var_dir, desk_line=DESK_LINE)


def snapshot(count: int) -> Snapshot:
    """`count` synthetic services and the emergency numbers."""
    services = synthetic.services(load_gazetteer(), count)
    return Snapshot(version=1, as_of=NOON, services=with_emergency(services))


def drawn(snapshot: Snapshot) -> list[synthetic.Service]:
    """The services questions are drawn from."""
    return [service for service in snapshot.services if service.kind != "urgence"]


def engine(snapshot: Snapshot) -> SearchEngine:
    """The engine of the desk over this snapshot, with the project's words."""
    known = load_settings({})
    return load_engine(load_gazetteer(), snapshot, known.data_dir, known.search_index_dir, desk_line=DESK_LINE)


def memory_mb() -> float:
    """Most memory this process has held, in MB (Linux counts in kB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
