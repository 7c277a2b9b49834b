"""The engine, and what keeps it up to date with the directory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Protocol

from relais.core.settings import Settings
from relais.directory.snapshot import Changes, Snapshot, SnapshotKeeper
from relais.geo.gazetteer import load_gazetteer
from relais.search.engine import SearchEngine, load_engine
from relais.search.meilisearch.adapter import MeilisearchIndex


class Keeper(Protocol):
    """Who holds the directory: a SnapshotKeeper, or a fixed snapshot."""

    @property
    def current(self) -> Snapshot: ...

    @property
    def stale(self) -> bool: ...

    @property
    def as_of(self) -> datetime: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class Following:
    """The engine and what keeps it up to date."""

    def __init__(self, settings: Settings, keeper: Keeper | None) -> None:
        self.keeper: Keeper = keeper or SnapshotKeeper(settings, settings.app_url, self._take, self._change)
        self.text_index = (
            MeilisearchIndex(settings, lambda: self.keeper.current) if settings.engine == "meilisearch" else None
        )
        self.engine: SearchEngine = load_engine(
            load_gazetteer(settings.data_dir),
            self.keeper.current,
            settings.data_dir,
            settings.search_index_dir,
            desk_line=settings.desk_line,
            text_index=self.text_index,
        )

    def _take(self, snapshot: Snapshot) -> None:
        self.engine.load(snapshot)
        if self.text_index:
            self.text_index.load()

    def _change(self, changes: Changes, snapshot: Snapshot) -> None:
        self.engine.apply(changes, snapshot)
        if self.text_index:
            self.text_index.apply(changes)

    @asynccontextmanager
    async def life(self, _app: Any) -> AsyncIterator[None]:
        """Start following the directory; stop with the application."""
        await self.keeper.start()
        if self.text_index:
            await self.text_index.start()
        try:
            yield
        finally:
            if self.text_index:
                await self.text_index.stop()
            await self.keeper.stop()
