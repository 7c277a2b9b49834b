"""Reading CSV as people produce it: UTF-8 with or without BOM, Windows-1252, comma, semicolon or tab."""

import codecs
import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from relais.core.errors import Refused
from relais.directory.rows import COLUMNS, REQUIRED, Fault

DELIMITERS: Final = (",", ";", "\t")
CELL_LIMIT: Final = 100_000
_BLOCK: Final = 1 << 20


class CsvFault(Refused):
    """The file as a whole cannot be read: nothing of it may be imported."""

    def __init__(self, sentence: str) -> None:
        super().__init__("import_unreadable", sentence, field="file")


class RawLine(Struct, frozen=True, kw_only=True):
    """One record: the line it starts on, its cells by column, and what is wrong with its shape ("" = nothing)."""

    line: int
    cells: Mapping[str, str]
    fault: Fault | None = None


class CsvFile(Struct, frozen=True, kw_only=True):
    """A file whose encoding, delimiter and header are known. `digest` is the SHA-256 of its bytes."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    digest: str

    def lines(self) -> Iterator[RawLine]:
        """Every record, one at a time. Raises CsvFault where reading cannot go on."""
        with self.path.open(encoding=self.encoding, newline="") as text:
            records = csv.reader(text, delimiter=self.delimiter, strict=True)
            try:
                next(records)
                yield from self._records(records)
            except csv.Error as broken:
                raise CsvFault(f"Ligne {records.line_num} : guillemets ou cellule illisibles ({broken}).") from None

    def _records(self, records: "Iterator[list[str]]") -> Iterator[RawLine]:
        previous = records.line_num  # type: ignore[attr-defined]
        for cells in records:
            line, previous = previous + 1, records.line_num  # type: ignore[attr-defined]
            if not any(cells):
                continue
            yield RawLine(line=line, cells=dict(zip(self.header, cells, strict=False)), fault=self._shape(line, cells))

    def _shape(self, line: int, cells: list[str]) -> Fault | None:
        if len(cells) == len(self.header):
            return None
        sentence = f"La ligne a {len(cells)} cellules, l'en-tête en a {len(self.header)}."
        return Fault(line=line, column="", value=self.delimiter.join(cells)[:80], sentence=sentence)


def open_csv(path: Path, known: frozenset[str] | None = COLUMNS) -> CsvFile:
    """Find out how `path` is written. Raises CsvFault when it cannot be read or, unless `known` is None, has columns
    that the directory does not know or lacks one that it needs.
    """
    csv.field_size_limit(CELL_LIMIT)
    encoding, digest = _encoding(path)
    with path.open(encoding=encoding, newline="") as text:
        first = text.readline()
    header, delimiter = max(
        ((_split(first, delimiter), delimiter) for delimiter in DELIMITERS),
        key=lambda found: (len(COLUMNS.intersection(found[0])), len(found[0])),
    )
    _check_header(header, known)
    return CsvFile(path=path, encoding=encoding, delimiter=delimiter, header=header, digest=digest)


def _split(first: str, delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(cell.strip() for cell in next(csv.reader([first], delimiter=delimiter, strict=True), []))
    except csv.Error:
        return ()


def _check_header(header: tuple[str, ...], known: frozenset[str] | None) -> None:
    if not any(header):
        raise CsvFault("Le fichier est vide : la première ligne doit nommer les colonnes.")
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise CsvFault(f"Colonnes nommées deux fois : {', '.join(twice)}.")
    if known is None:
        return
    unknown = [column for column in header if column not in known]
    missing = [column for column in REQUIRED if column not in header]
    faults = [f"colonnes inconnues : {', '.join(unknown)}"] if unknown else []
    faults += [f"colonnes manquantes : {', '.join(missing)}"] if missing else []
    if faults:
        raise CsvFault(f"L'en-tête ne convient pas ({' ; '.join(faults)}).")


def _encoding(path: Path) -> tuple[str, str]:
    """The encoding and the SHA-256 of the file, read block by block."""
    digest = hashlib.sha256()
    utf8 = codecs.getincrementaldecoder("utf-8")()
    is_utf8, start = True, b""
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                start = start or block[:4]
                _refuse_nul(block, start)
                digest.update(block)
                is_utf8 = is_utf8 and _decodes(utf8.decode, block)
    except OSError:
        raise CsvFault(f"Le fichier {path.name} est introuvable ou illisible.") from None
    is_utf8 = is_utf8 and _decodes(lambda _: utf8.decode(b"", final=True), b"")
    if is_utf8:
        return ("utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"), digest.hexdigest()
    _check_windows(path)
    return "cp1252", digest.hexdigest()


def _refuse_nul(block: bytes, start: bytes) -> None:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise CsvFault("Le fichier est en UTF-16 : enregistrez-le en « CSV UTF-8 ».")
    if b"\x00" in block:
        raise CsvFault("Le fichier contient des octets nuls : ce n'est pas un CSV.")


def _decodes(decode: Callable[[bytes], str], block: bytes) -> bool:
    try:
        decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _check_windows(path: Path) -> None:
    try:
        with path.open(encoding="cp1252", newline="") as text:
            while text.read(_BLOCK):
                pass
    except UnicodeDecodeError:
        raise CsvFault("Le fichier n'est écrit ni en UTF-8 ni en Windows-1252.") from None
