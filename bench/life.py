"""What is not a search: starting, loading, saving, and an edit that reaches the desk."""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import cast

from litestar import Litestar
from msgspec import Struct, structs

from bench import database, ground, load
from bench.timing import once
from relais.core.db import connect
from relais.directory.loading import load_snapshot
from relais.directory.service import Origin, change_field
from relais.directory.snapshot import Snapshot, read_snapshot_file, write_snapshot_file
from relais.search.following import Following

LONGEST_START = 60  # seconds


class Starts(Struct, frozen=True, kw_only=True):
    """Seconds until `relais serve` answers, with the real directory; `memory_mb` once it does."""

    first: float
    second: float
    memory_mb: float


class Saved(Struct, frozen=True, kw_only=True):
    """The snapshot on disk: seconds to write and to read it back, and its size."""

    services: int
    write: float
    read: float
    megabytes: float


class Followed(Struct, frozen=True, kw_only=True):
    """A desk that follows PostgreSQL. `import_seconds` includes starting the server; `visible` in ms after commit."""

    services: int
    import_seconds: float
    snapshot_seconds: float
    desk_seconds: float
    visible: dict[str, list[float]]

    def median(self, field: str) -> float:
        """Milliseconds from the commit of a change of this field to the desk."""
        return statistics.median(self.visible[field])

    def longest(self, field: str) -> float:
        """The slowest of them."""
        return max(self.visible[field])


def starts() -> Starts:
    """Two starts of the command a user types, in an empty folder."""
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as folder:
        Path(folder).chmod(0o711)
        first, _ = _start(folder)
        second, memory = _start(folder)
    return Starts(first=first, second=second, memory_mb=memory)


def _start(folder: str) -> tuple[float, float]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("RELAIS_")}
    environ |= {"RELAIS_PORT": str(free_port()), "RELAIS_VAR_DIR": f"{folder}/var"}
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "relais", "serve"],
        env=environ,
        stdout=subprocess.PIPE,
        text=True,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if "prêt" in line:
                return time.perf_counter() - begun, load.memory_mb(process.pid)
        raise RuntimeError("relais serve ended before it was ready")
    finally:
        process.terminate()
        process.wait(LONGEST_START)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def saved(services: int) -> Saved:
    """Write the snapshot and read it back."""
    snapshot = ground.snapshot(services)
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as folder:
        path = Path(folder) / "snapshot.bin"
        _, write = once(lambda: write_snapshot_file(path, snapshot))
        _, read = once(lambda: read_snapshot_file(path))
        return Saved(services=services, write=write, read=read, megabytes=path.stat().st_size / 1e6)


def followed(services: int, edits: int) -> Followed:
    """`edits` of each of two fields, committed in a real PostgreSQL, until a search shows them."""
    return asyncio.run(_followed(ground.snapshot(services), edits))


async def _followed(snapshot: Snapshot, edits: int) -> Followed:
    begun = time.perf_counter()
    async with database.filled(ground.drawn(snapshot)) as server:
        imported = time.perf_counter()
        editor = await connect(server.app_url)
        await load_snapshot(editor)
        read = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="relais-bench-") as folder:
            settings = structs.replace(ground.settings(Path(folder)), app_url=server.app_url)
            following = Following(settings, None)
            async with following.life(cast("Litestar", None)):
                ready = time.perf_counter()
                slugs = [service.slug for service in ground.drawn(following.keeper.current)][:edits]
                visible = {
                    "description": [await _edit(editor, following, slug, "description") for slug in slugs],
                    "name": [await _edit(editor, following, slug, "name") for slug in slugs],
                }
        editor.terminate()
    return Followed(
        services=len(snapshot.services),
        import_seconds=imported - begun,
        snapshot_seconds=read - imported,
        desk_seconds=ready - read,
        visible=visible,
    )


async def _edit(editor: object, following: Following, slug: str, field: str) -> float:
    """Milliseconds from the end of the commit to the moment the desk's engine holds the new value."""
    facets = following.engine.facets
    value = f"Zanzibar {slug} {field}"
    await change_field(editor, slug, field, value, Origin(source_label="Banc d'essai"))  # type: ignore[arg-type]
    committed = time.perf_counter()
    while getattr(facets.service(facets.slot[slug]), field) != value:
        await asyncio.sleep(0.0005)
        facets = following.engine.facets
    return (time.perf_counter() - committed) * 1000
