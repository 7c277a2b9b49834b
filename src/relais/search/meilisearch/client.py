"""How Relais speaks to a Meilisearch server: its official client, held to a time, a size and one address."""

import http.client
import io
import socket
import ssl
from collections.abc import Mapping
from contextlib import closing, suppress
from functools import lru_cache
from json import JSONEncoder
from time import monotonic
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests

# The client offers no other door than this class to change how a request is made; the locks pin its version.
from meilisearch._httprequests import HttpRequests
from meilisearch.client import Client
from meilisearch.config import Config
from meilisearch.index import Index

INDEX = "relais_services"
LARGEST_ANSWER = 8 * 1024 * 1024
CHUNK = 64 * 1024


class ServerSettings(Protocol):
    """The part of the settings that names the server."""

    @property
    def meilisearch_url(self) -> str: ...
    @property
    def meilisearch_key(self) -> str: ...


class BoundHttp(HttpRequests):
    """The client's requests, each ended after `seconds` or LARGEST_ANSWER bytes, to the one address configured.

    Left to itself the client waits without end for a server that sends a byte now and then, carries the words searched
    to wherever a redirection points, and obeys the proxies and passwords of the environment.
    """

    def __init__(self, config: Config, seconds: float) -> None:
        super().__init__(config)
        self._seconds = seconds
        self._socket: socket.socket | None = None
        self._hung_up = False

    def send_request(
        self,
        http_method: Any,
        path: str,
        body: Any = None,
        content_type: str | None = None,
        *,
        serializer: type[JSONEncoder] | None = None,
    ) -> Any:
        """What every route of the client goes through."""
        verb = http_method.__name__

        def send(url: str, *, headers: Mapping[str, str], data: str | bytes | None = None, **_: object) -> Any:
            return self._send(verb.upper(), url, headers, data)

        send.__name__ = verb  # by which the client knows that a GET carries no body
        return super().send_request(send, path, body, content_type, serializer=serializer)

    def hang_up(self) -> None:
        """End the request under way, from any thread: the thread that waits for it is let go at once."""
        self._hung_up = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _send(self, verb: str, url: str, headers: Mapping[str, str], data: str | bytes | None) -> requests.Response:
        end = monotonic() + self._seconds
        parts = urlsplit(url)
        connection = _connection(parts.scheme, parts.netloc, self._seconds)
        try:
            connection.connect()
            self._socket = connection.sock
            if self._hung_up:
                raise TimeoutError
            target = f"{parts.path}?{parts.query}" if parts.query else parts.path
            body = data.encode() if isinstance(data, str) else data
            connection.request(verb, target, body, {**headers, "Connection": "close", "Accept-Encoding": "identity"})
            with closing(connection.getresponse()) as answer:
                return _as_response(url, answer, _read(answer, end))
        except TimeoutError as late:
            raise requests.exceptions.ReadTimeout from late
        except (OSError, http.client.HTTPException) as broken:
            raise requests.exceptions.ConnectionError from broken
        finally:
            connection.close()


def open_client(settings: ServerSettings, seconds: float) -> Client:
    """A client for one thread, whose every request ends within `seconds`."""
    client = Client(settings.meilisearch_url, settings.meilisearch_key or None)
    client.http = BoundHttp(client.config, seconds)
    client.task_handler.http = BoundHttp(client.config, seconds)
    return client


def open_index(settings: ServerSettings, uid: str, seconds: float) -> tuple[Index, BoundHttp]:
    """An index for ONE call, and its line to hang up: shared between threads, the client mixes up their headers."""
    config = Config(settings.meilisearch_url, settings.meilisearch_key or None)
    index, line = Index(config, uid), BoundHttp(config, seconds)
    index.http = line
    return index, line


def _connection(scheme: str, netloc: str, seconds: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(netloc, timeout=seconds, context=_tls())
    return http.client.HTTPConnection(netloc, timeout=seconds)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _read(answer: http.client.HTTPResponse, end: float) -> bytes:
    body = bytearray()
    while chunk := answer.read1(CHUNK):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise http.client.HTTPException("answer too large")
        if monotonic() > end:
            raise TimeoutError
    return bytes(body)


def _as_response(url: str, answer: http.client.HTTPResponse, body: bytes) -> requests.Response:
    response = requests.Response()
    response.status_code = answer.status
    response.reason = answer.reason
    response.url = url
    response.encoding = "utf-8"
    response.raw = io.BytesIO(body)
    return response
