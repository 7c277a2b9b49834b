"""Documents as they are, as they are sent, and as hostile hands make them."""

import io
import zlib
from typing import Any
from uuid import UUID

import httpx

from relais.core.ids import new_id

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n" + b"%" * 500 + b"\ntrailer\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + bytes(500) + b"\xff\xd9"
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
BOUNDARY = "----limite"


def _part(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _part(b"IHDR", (1).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0")
    + _part(b"IDAT", zlib.compress(b"\0\0\0\0"))
    + _part(b"IEND", b"")
)


def pdf_of(size: int) -> bytes:
    """A PDF of that many bytes."""
    end = b"\n%%EOF\n"
    return b"%PDF-1.7\n" + b"7" * (size - 9 - len(end)) + end


def form(fields: dict[str, Any], content: bytes, name: str = "piece.pdf", kind: str = "application/pdf") -> bytes:
    """A form as a browser sends it: the fields first."""
    out = io.BytesIO()
    for key, value in fields.items():
        out.write(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode())
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="piece"; filename="{name}"\r\nContent-Type: {kind}'
    out.write(head.encode() + b"\r\n\r\n" + content + f"\r\n--{BOUNDARY}--\r\n".encode())
    return out.getvalue()


async def join(client: httpx.AsyncClient, who: dict[str, str], file: UUID, content: bytes, **of: Any) -> httpx.Response:
    """Send a document. `who`: the passage of a person, or the token of a session."""
    fields = {**who, "file": file, "request": of.get("request") or new_id(), "kind": of.get("piece", "")}
    body = form(fields, content, of.get("name", "piece.pdf"))
    return await send(client, body)


async def send(client: httpx.AsyncClient, body: Any) -> httpx.Response:
    """A body of any kind to the one address that takes documents."""
    headers = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    return await client.post("/commission/joindre", content=body, headers=headers)
