"""The one place that knows the HTTP server: sockets taken early, signals, the end of the parent."""

import os
import signal
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from relais.core.embedded_process import die_with_parent

BACKLOG = 2048
TICKS_PER_SECOND = 10
GRACE_SECONDS = 3
EachSecond = Callable[[], object] | None


class PortTakenError(Exception):
    """The address cannot be listened on; the message is one French sentence."""


def take_port(host: str, port: int) -> list[socket.socket]:
    """Listen at once, before anything slow: a taken port is said first, and early visitors wait their turn.

    On 127.0.0.1 the same port of ::1 is taken too, since browsers read "localhost" as either. Raises PortTakenError.
    """
    sockets = [_listen(host, port)]
    if host == "127.0.0.1" and socket.has_dualstack_ipv6():
        try:
            sockets.append(_listen("::1", sockets[0].getsockname()[1]))
        except PortTakenError:
            sockets[0].close()
            raise
        except OSError:  # no IPv6 on this machine
            pass
    return sockets


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise _explain(error, host, port) from None
    return listener


def _explain(error: OSError, host: str, port: int) -> Exception:
    if error.errno in {98, 48}:  # EADDRINUSE of Linux and macOS
        return PortTakenError(
            f"Le port {port} est déjà pris : Relais tourne peut-être déjà. Sinon, choisissez-en un autre, "
            f"par exemple RELAIS_PORT={port + 1 if port < 65_535 else 8000}."
        )
    if error.errno == 13:  # EACCES
        return PortTakenError(
            f"Ce compte n'a pas le droit d'écouter le port {port} : choisissez-en un au-dessus de 1024."
        )
    if ":" in host:
        return error
    return PortTakenError(f"L'adresse {host} n'est pas de cette machine : corrigez RELAIS_HOST.")


class _Server(uvicorn.Server):
    def __init__(
        self, config: uvicorn.Config, on_ready: Callable[[], None], each_second: Callable[[], object] | None
    ) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._each_second = each_second

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._on_ready()

    async def on_tick(self, counter: int) -> bool:
        if self._each_second is not None and counter % TICKS_PER_SECOND == 0:
            self._each_second()
        return await super().on_tick(counter)


def run(
    app: Any,
    sockets: list[socket.socket],
    *,
    on_ready: Callable[[], None],
    each_second: EachSecond = None,
) -> None:
    """Serve until SIGINT or SIGTERM. The two functions are called in the main thread and must be short.

    No access log: it would tell who reads what.
    """
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # who asks is read in one place, accounts/limiter.py
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    _Server(config, on_ready, each_second).run(sockets=sockets)


def end_in_order_on_signals() -> None:
    """From now on SIGTERM and SIGHUP unwind the program, as Ctrl-C does, instead of cutting it."""

    def leave(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, leave)


def stay_with_parent() -> None:
    """End, in order, when the process that launched us does: `kill -9` of make leaves nothing behind."""
    die_with_parent(os.getppid(), signal.SIGTERM)
