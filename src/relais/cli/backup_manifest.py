"""What stands beside a dump: enough to know, without the database it came from, that nothing of it is missing."""

import hashlib
import re
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from relais.core.pg_programs import BackupFault

NAME = re.compile(r"relais-(\d{8}T\d{6}Z)\.dump")
AT_ONCE = 1 << 20  # bytes


class ChainEnd(Struct, frozen=True, kw_only=True):
    """The last event of a case."""

    case: UUID
    seq: int
    hash: str


class Manifest(Struct, frozen=True, kw_only=True):
    """`taken_at` and `day`: on the clock of the database. `server`: its major version. `size`: bytes of the dump.

    `tables`: rows of each, counted in the same snapshot. `keys`: the numbers of the keys without which it says nothing
    of anyone; never a key.
    """

    form: Literal[1] = 1
    taken_at: datetime
    day: str
    server: int
    schema: int
    size: int
    sha256: str
    tables: dict[str, int]
    chains: list[ChainEnd]
    keys: list[int]


def manifest_of(dump: Path) -> Path:
    """Where the manifest of a dump is."""
    return dump.with_suffix(".json")


def name_at(moment: datetime) -> str:
    """The name of a dump taken then."""
    return f"relais-{moment:%Y%m%dT%H%M%SZ}.dump"


def read_manifest(dump: Path) -> Manifest:
    """The manifest beside a dump that is whole. Raises BackupFault."""
    path = manifest_of(dump)
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
        found = measure(dump)
    except OSError:
        raise BackupFault(
            f"Il faut lire {dump} et, à côté, son manifeste {path.name} : l'un des deux manque."
        ) from None
    except msgspec.DecodeError:
        raise BackupFault(f"Le manifeste {path} est abîmé.") from None
    if found != (manifest.size, manifest.sha256):
        raise BackupFault(f"Le fichier {dump} n'est pas celui que décrit son manifeste : il a changé, ou il est coupé.")
    return manifest


def measure(path: Path) -> tuple[int, str]:
    """Bytes of a file, and its SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(AT_ONCE):
            digest.update(block)
    return path.stat().st_size, digest.hexdigest()
