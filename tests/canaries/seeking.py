"""Looking for words in files, whatever form they took: letters, UTF-16, JSON, URL, base64, hexadecimal, compressed."""

import base64
import gzip
import io
import json
import lzma
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import msgspec

from relais.directory.snapshot import read_snapshot_file
from relais.directory.snapshot_file import previous_of
from tests.canaries.words import PHONE_STEM, SOURCES, STEMS, Canary

# A form is looked for word by word only where one of these was seen: files are large and canaries many.
PHONE_STEMS = (PHONE_STEM, "06 99 47", "06.99.47", PHONE_STEM[1:], "6 99 47")


def forms(text: str) -> set[bytes]:
    """Every way in which a text may stand in a file that is read in lower case (its ASCII letters)."""
    made: set[bytes] = set()
    for said in (text, text.upper()):  # accents keep their case in bytes
        escaped = json.dumps(said)[1:-1]
        encoded = (said.encode(kind) for kind in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"))
        made |= {
            *encoded,
            escaped.encode(),
            quote(said, safe="").encode(),
            quote(said, safe="").replace("%20", "+").encode(),
        }
    return {one.lower() for one in made}


def exact_forms(text: str) -> set[bytes]:
    """Those in which capitals are other signs: hexadecimal, and base64 but for what stands before and after."""
    made: set[bytes] = set()
    for said in (text, text.capitalize(), text.upper()):
        raw = said.encode()
        made.add(raw.hex().encode())
        for before in range(3):
            whole = base64.b64encode(b"\0" * before + raw)
            kept = whole[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
            made |= {kept, kept.replace(b"+", b"-").replace(b"/", b"_")}
    return made


_BEGINNINGS = (*STEMS, *(stem.replace("é", "e") for stem in STEMS), *PHONE_STEMS, SOURCES)
LOWERED = frozenset().union(*map(forms, _BEGINNINGS))
EXACT = frozenset().union(*map(exact_forms, _BEGINNINGS))


def traces(found: Mapping[str, bytes], canaries: Iterable[Canary]) -> dict[str, list[str]]:
    """Where each canary is: its text -> the names of the files. A canary that is nowhere is not in it."""
    wanted = list(canaries)
    codes = [one for one in wanted if one.kind == "code"]
    places: dict[str, list[str]] = {}
    for name, content in found.items():
        lowered = content.lower()
        suspect = any(stem in lowered for stem in LOWERED) or any(stem in content for stem in EXACT)
        for one in wanted if suspect else codes:
            if _holds(lowered, content, one):
                places.setdefault(one.text, []).append(name)
    return places


def _holds(lowered: bytes, content: bytes, canary: Canary) -> bool:
    return any(
        any(form in lowered for form in forms(trace)) or any(form in content for form in exact_forms(trace))
        for trace in canary.traces
    )


def contents(folders: Iterable[Path], *, leave_out: Iterable[Path] = ()) -> dict[str, bytes]:
    """What every file of these folders holds, and what is packed in it; its own name too."""
    left_out = list(leave_out)
    found: dict[str, bytes] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if any(path.is_relative_to(one) for one in left_out) or path.is_symlink() or not path.is_file():
                continue
            try:
                content = path.read_bytes()
            except OSError:  # gone meanwhile
                continue
            found[str(path)] = str(path).encode() + b"\n" + content
            found |= {f"{path}!{index}": part for index, part in enumerate(_unpacked(path, content))}
    return found


def _unpacked(path: Path, content: bytes) -> Iterator[bytes]:
    if path.name == "snapshot.bin" or path == previous_of(path.with_name("snapshot.bin")):
        yield msgspec.json.encode(read_snapshot_file(path))
    elif content[:2] == b"\x1f\x8b":
        yield gzip.decompress(content)
    elif content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield from (packed.read(name) for name in packed.namelist())
    elif content[:6] == b"\xfd7zXZ\x00":
        yield lzma.decompress(content)
    elif content[:1] == b"\x78":
        try:
            yield zlib.decompress(content)
        except zlib.error:
            return
