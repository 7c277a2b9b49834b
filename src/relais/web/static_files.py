"""Files that never change under their name: read once, served from memory, named by their digest."""

import hashlib
import mimetypes
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

from relais.core.errors import NotFound

FOLDER = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
TYPES = {".js": "text/javascript", ".svg": "image/svg+xml", ".css": "text/css"}


class StaticFile(Struct, frozen=True, kw_only=True):
    """One file as it is sent."""

    name: str
    body: bytes
    media_type: str
    etag: str


class StaticFiles:
    """The files of a folder, and those made at start such as the map."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._by_name: dict[str, StaticFile] = {}
        self._urls: dict[str, str] = {}
        for path in sorted(folder.iterdir()):
            self.add(path.name, path.read_bytes())

    def add(self, name: str, body: bytes) -> None:
        """Serve `body` under a name that carries its digest."""
        digest = hashlib.sha256(body).hexdigest()[:16]
        stem, _, ending = name.rpartition(".")
        hashed = f"{stem}.{digest}.{ending}"
        media_type = TYPES.get(f".{ending}") or mimetypes.guess_type(name)[0] or "application/octet-stream"
        self._by_name[hashed] = StaticFile(name=hashed, body=body, media_type=media_type, etag=f'"{digest}"')
        self._urls[name] = f"/static/{hashed}"

    def url(self, name: str) -> str:
        """The address of a file; raises KeyError for a name no file bears."""
        return self._urls[name]

    def body(self, name: str) -> bytes:
        """The file itself, for an edition without a server."""
        return self._by_name[self._urls[name].removeprefix("/static/")].body

    def handler(self) -> HTTPRouteHandler:
        """The route of every static file."""

        @get("/static/{name:str}", sync_to_thread=False, include_in_schema=False)
        def static_file(name: FromPath[str], request: Request[Any, Any, Any]) -> Response[bytes]:
            file = self._by_name.get(name)
            if file is None:
                raise NotFound
            headers = {"etag": file.etag, "cache-control": FOREVER}
            if request.headers.get("if-none-match") == file.etag:
                return Response(b"", status_code=304, media_type=file.media_type, headers=headers)
            return Response(file.body, media_type=file.media_type, headers=headers)

        return static_file
