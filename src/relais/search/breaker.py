"""A circuit breaker: after a few failures a distant engine is left alone, and tried again behind the scenes."""

import asyncio
from collections.abc import Awaitable, Callable

Probe = Callable[[], Awaitable[str]]
OnChange = Callable[[str], None]


class Breaker:
    """Opens after `failures` failures in a row; while open, `probe` runs every `every` seconds until it succeeds.

    A probe returns "" when the engine is well again, else the reason why not. No caller ever waits for a probe.
    `on_change` is told the reason at each opening and "" at each closing. To be used from one event loop.
    """

    def __init__(
        self, probe: Probe, *, failures: int = 3, every: float = 2.0, on_change: OnChange | None = None
    ) -> None:
        self._probe = probe
        self._allowed = failures
        self._every = every
        self._on_change = on_change or _nobody
        self._failures = 0
        self._probing: asyncio.Task[None] | None = None
        self.reason = ""

    @property
    def is_open(self) -> bool:
        """True while the engine is left alone; `reason` then says why."""
        return bool(self.reason)

    def succeeded(self) -> None:
        """A call was answered well and in time. While open only a probe closes: an old answer proves nothing."""
        if not self.is_open:
            self._failures = 0

    def failed(self, reason: str) -> None:
        """A call failed, or was too slow."""
        if self.is_open:
            return
        self._failures += 1
        if self._failures >= self._allowed:
            self.open(reason)

    def open(self, reason: str) -> None:
        """Leave the engine alone from now on."""
        if not self.is_open:
            self.reason = reason
            self._on_change(reason)
            self.keep_probing()

    def keep_probing(self) -> None:
        """Make sure that someone is looking for the engine's return (the loop that did may have ended)."""
        if self.is_open and (self._probing is None or self._probing.done()):
            self._probing = asyncio.get_running_loop().create_task(self._until_back(), name="breaker-probe")

    async def close(self) -> None:
        """Stop probing; the state stays."""
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.gather(self._probing, return_exceptions=True)

    async def _until_back(self) -> None:
        while self.is_open:
            await asyncio.sleep(self._every)
            reason = await self._probe()
            if not reason:
                self._failures = 0
                self.reason = ""
                self._on_change("")
            else:
                self.reason = reason


def _nobody(_reason: str) -> None:
    """Nobody asked to be told."""
