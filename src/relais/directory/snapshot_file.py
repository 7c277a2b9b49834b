"""The directory on disk: public Structs in compressed blocks, a checksum over all of it, two generations.

Layout: a magic line, then blocks (4 bytes of length, zlib), then the SHA-256 of everything before it. The first block
is the header; each other block holds some services and the provenances they share.
"""

import hashlib
import os
import struct
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct, structs

from relais.core.errors import Refused
from relais.directory.emergency import EMERGENCY_SLUGS
from relais.directory.model import FactLine, RetiredNumber, Service
from relais.directory.published import Snapshot, with_emergency

MAGIC: Final = b"RELAIS SNAPSHOT 1\n"
BLOCK: Final = 200  # services: encoding one holds the interpreter for about a millisecond
_DIGEST: Final = hashlib.sha256().digest_size
_LENGTH: Final = struct.Struct(">I")


class SnapshotFault(Refused):
    """A snapshot file that is missing, cut short or altered."""

    def __init__(self) -> None:
        super().__init__("snapshot_unreadable", "La copie de l'annuaire est absente ou abîmée.", status=503)


class Header(Struct, frozen=True, kw_only=True):
    """What a file says of itself."""

    version: int
    epoch: str
    as_of: datetime
    services: int
    retired_numbers: tuple[RetiredNumber, ...]
    slug_history: dict[str, str]


class _Block(Struct, frozen=True, kw_only=True):
    services: tuple[Service, ...]  # without their facts
    lines: tuple[FactLine, ...]
    facts: tuple[tuple[int, ...], ...]  # for each service, which lines


def write_snapshot_file(path: Path, snapshot: Snapshot) -> None:
    """Write `snapshot` beside `path`, then put it in place at once; the former one becomes the previous generation.

    Blocking: call it in a thread. Raises OSError (a full disk); `path` then stays as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    digest = hashlib.sha256()
    with fresh.open("wb") as file:
        for part in _parts(snapshot):
            digest.update(part)
            file.write(part)
        file.write(digest.digest())
        file.flush()
        os.fsync(file.fileno())
    if is_intact(path):  # a damaged file must not push out a good one
        path.replace(previous_of(path))
    fresh.replace(path)
    _sync_folder(path.parent)


def previous_of(path: Path) -> Path:
    """Where the generation before `path` is kept."""
    return path.with_name(f"{path.name}.previous")


def read_snapshot_file(path: Path) -> Snapshot:
    """Read one file, emergency numbers added. Raises SnapshotFault when a single byte is not what was written."""
    body = _checked(path)
    if body is None:
        raise SnapshotFault
    try:
        return _snapshot(_blocks(body))
    except (msgspec.MsgspecError, zlib.error, struct.error, StopIteration, IndexError):
        raise SnapshotFault from None  # written by another version of Relais


def is_intact(path: Path) -> bool:
    """Whether the file is exactly what was written."""
    return _checked(path) is not None


def _checked(path: Path) -> bytes | None:
    """All but the checksum, when it is right."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    body, digest = data[:-_DIGEST], data[-_DIGEST:]
    return body if data.startswith(MAGIC) and hashlib.sha256(body).digest() == digest else None


def read_newest_snapshot(path: Path) -> Snapshot:
    """The newest readable generation. Raises SnapshotFault when there is none."""
    try:
        return read_snapshot_file(path)
    except SnapshotFault:
        return read_snapshot_file(previous_of(path))


def read_header(path: Path) -> Header | None:
    """What the file says of itself, unchecked; None when it cannot be read."""
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                return None
            (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
            return msgspec.msgpack.decode(zlib.decompress(file.read(length)), type=Header)
    except (OSError, struct.error, zlib.error, msgspec.MsgspecError):
        return None


def _parts(snapshot: Snapshot) -> Iterator[bytes]:
    services = [service for service in snapshot.services if service.slug not in EMERGENCY_SLUGS]
    yield MAGIC
    yield _packed(
        Header(
            version=snapshot.version,
            epoch=snapshot.epoch,
            as_of=snapshot.as_of,
            services=len(services),
            retired_numbers=snapshot.retired_numbers,
            slug_history=snapshot.slug_history,
        )
    )
    for start in range(0, len(services), BLOCK):
        yield _packed(_block(services[start : start + BLOCK]))


def _packed(value: Any) -> bytes:
    packed = zlib.compress(msgspec.msgpack.encode(value), level=1)
    return _LENGTH.pack(len(packed)) + packed


def _block(services: list[Service]) -> _Block:
    numbers: dict[FactLine, int] = {}
    facts = tuple(tuple(numbers.setdefault(line, len(numbers)) for line in service.facts) for service in services)
    bare = tuple(structs.replace(service, facts=()) for service in services)
    return _Block(services=bare, lines=tuple(numbers), facts=facts)


def _blocks(body: bytes) -> Iterator[bytes]:
    at = len(MAGIC)
    while at < len(body):
        (length,) = _LENGTH.unpack_from(body, at)
        at += _LENGTH.size
        yield zlib.decompress(body[at : at + length])
        at += length


def _snapshot(blocks: Iterator[bytes]) -> Snapshot:
    header = msgspec.msgpack.decode(next(blocks), type=Header)
    decoder = msgspec.msgpack.Decoder(_Block)
    shared: dict[FactLine, FactLine] = {}
    services: list[Service] = []
    for packed in blocks:
        block = decoder.decode(packed)
        lines = [shared.setdefault(line, line) for line in block.lines]
        services += (
            structs.replace(service, facts=tuple(lines[number] for number in numbers))
            for service, numbers in zip(block.services, block.facts, strict=False)
        )
    if len(services) != header.services:
        raise SnapshotFault
    return Snapshot(
        version=header.version,
        as_of=header.as_of,
        services=with_emergency(services),
        retired_numbers=header.retired_numbers,
        slug_history=header.slug_history,
        epoch=header.epoch,
    )


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
