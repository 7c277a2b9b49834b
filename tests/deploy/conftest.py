"""One proxy with the app behind it, and one with nothing behind it, for every test of the door."""

import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from relais.core.clock import now
from relais.directory.snapshot import snapshot_from_csv
from relais.geo.gazetteer import load_gazetteer
from relais.search.export_static import export_static
from tests.deploy.door import Door, open_door
from tests.deploy.reading import ROOT
from tests.serving import Serving, free_port


@pytest.fixture(scope="package")
def alone(short_folder: Path) -> Iterator[Door]:
    """The proxy with nothing behind it, as when the app is away."""
    yield from open_door(short_folder, free_port())


@pytest.fixture
def edition(alone: Door) -> Iterator[None]:
    """What the worker has written."""
    folder = alone.folder / "edition" / "secours"
    export_static(folder, snapshot_from_csv(ROOT / "data"), load_gazetteer(ROOT / "data"), now())
    yield
    shutil.rmtree(folder)


@pytest.fixture(scope="package")
def app(short_folder: Path) -> Iterator[Serving]:
    """The app, with its own database."""
    folder = Path(tempfile.mkdtemp(dir=short_folder))
    folder.chmod(0o711)
    made = Serving(folder / "var")
    made.wait_ready()
    yield made
    made.end(signal.SIGTERM)


@pytest.fixture(scope="package")
def served(short_folder: Path, app: Serving) -> Iterator[Door]:
    """The proxy and the app behind it."""
    yield from open_door(short_folder, app.port)
