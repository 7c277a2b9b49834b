"""A few threads of our own for a client that knows no event loop."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any, TypeVar

Answer = TypeVar("Answer")


class Lane:
    """At most `places` calls at once, each in its own thread.

    A call given up keeps its place until its thread ends: a server that never answers cannot pile up threads. They are
    daemons, so that none holds back the end of the process. To be used from one event loop.
    """

    def __init__(self, places: int = 4) -> None:
        self._free = asyncio.Semaphore(places)
        self.under_way = 0

    async def run(self, call: Callable[[], Answer]) -> Answer:
        """The answer of `call`, made in a thread; raises what it raises. Waits for a free place first."""
        await self._free.acquire()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self.under_way += 1
        try:
            Thread(target=self._work, args=(call, loop, future), name="meilisearch", daemon=True).start()
        except RuntimeError:  # the machine gives no more threads
            self._leave()
            raise
        return await future

    def _work(self, call: Callable[[], Any], loop: asyncio.AbstractEventLoop, future: "asyncio.Future[Any]") -> None:
        answer, fault = None, None
        try:
            answer = call()
        except Exception as raised:
            fault = raised
        with suppress(RuntimeError):  # the loop ended before its call did
            loop.call_soon_threadsafe(self._done, future, answer, fault)

    def _done(self, future: "asyncio.Future[Any]", answer: object, fault: Exception | None) -> None:
        self._leave()
        if future.done():
            return
        if fault is not None:
            future.set_exception(fault)
        else:
            future.set_result(answer)

    def _leave(self) -> None:
        self.under_way -= 1
        self._free.release()
