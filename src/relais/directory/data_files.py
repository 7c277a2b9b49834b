"""The data folder: its three directory files, the sources of single fields and the retired numbers."""

import contextlib
import csv
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from relais.core.clock import now
from relais.core.errors import Refused
from relais.core.text import digits
from relais.directory.assembly import assemble
from relais.directory.csv_source import open_csv
from relais.directory.facts import FIELD_OF_COLUMN, FIELDS
from relais.directory.freshness import UNDATED
from relais.directory.model import RetiredNumber, Service
from relais.directory.published import PublishedFact, Snapshot, with_emergency
from relais.directory.rows import Provenance, ReadRow, RowReader
from relais.directory.values import FILE_STATES
from relais.geo.gazetteer import load_gazetteer

# Councils first: bodies tied to a council borrow its organisation.
DIRECTORY_FILES: Final = ("councils.csv", "associations.csv", "hospital_options.csv")
FACT_SOURCES: Final = "fact_sources.csv"
RETIRED_NUMBERS: Final = "retired_numbers.csv"
_DIGEST_FORM: Final = b"1"  # change it when the same files must be read anew


class DataFault(Refused):
    """A file of the data folder that cannot be used."""

    def __init__(self, sentence: str) -> None:
        super().__init__("data_unreadable", sentence)


def data_digest(data_dir: Path) -> str:
    """SHA-256 of all that an import of the data folder reads. Raises DataFault when a file is missing."""
    whole = hashlib.sha256(_DIGEST_FORM)
    for name in (*DIRECTORY_FILES, FACT_SOURCES, RETIRED_NUMBERS, "geo/communes.csv", "geo/departements.csv"):
        whole.update(hashlib.sha256(_bytes(data_dir / name)).digest())
    return whole.hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise DataFault(f"Le fichier de données {path.name} est introuvable ou illisible.") from None


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    text = _bytes(path).decode("utf-8-sig", errors="strict").splitlines(keepends=True)
    for number, row in enumerate(csv.DictReader(text), 2):
        yield number, {column: (value or "").strip() for column, value in row.items() if column}


def read_retired_numbers(path: Path) -> tuple[RetiredNumber, ...]:
    """The numbers that must not be given. Raises DataFault."""
    found = []
    for number, row in _rows(path):
        if digits(row["digits"]) != row["digits"] or not row["digits"] or row["never"] not in ("yes", "no"):
            raise DataFault(f"{path.name}, ligne {number} : « {row['digits']} » ou « {row['never']} » ne se lit pas.")
        found.append(
            RetiredNumber(
                digits=row["digits"],
                display=row["display"],
                never=row["never"] == "yes",
                replaced_by=row["replaced_by"],
                was=row["was"],
                source_label=row["source_label"],
                source_date_text=row["source_date"] or UNDATED,
            )
        )
    return tuple(sorted(found, key=lambda number: number.digits))


def read_fact_sources(path: Path) -> dict[tuple[str, str], Provenance]:
    """The source of single fields, by slug and field. Raises DataFault."""
    found: dict[tuple[str, str], Provenance] = {}
    for number, row in _rows(path):
        field = FIELD_OF_COLUMN.get(row["field"], row["field"])
        if field not in FIELDS or row["state"] not in FILE_STATES or not row["source_label"]:
            raise DataFault(f"{path.name}, ligne {number} : champ, statut ou source illisible pour « {row['slug']} ».")
        found.setdefault(
            (row["slug"], field),
            Provenance(
                state=row["state"],  # type: ignore[arg-type]  # checked just above
                source_label=row["source_label"],
                source_url=row["source_url"] or None,
                source_date_text=row["source_date"] or UNDATED,
                note=row["note"] or None,
            ),
        )
    return found


def retired_digits(numbers: tuple[RetiredNumber, ...]) -> dict[str, bool]:
    """Digits of each retired number, and whether it never was a help line."""
    return {number.digits: number.never for number in numbers}


def row_reader(data_dir: Path, retired: Mapping[str, bool]) -> RowReader:
    """The reader of the data folder's own files."""
    return RowReader(load_gazetteer(data_dir), retired, read_fact_sources(data_dir / FACT_SOURCES))


def snapshot_from_csv(data_dir: Path) -> Snapshot:
    """The directory as the data files say it, for a start with no database and no saved copy (version 0, no epoch).

    Lines at fault are left out: at that moment an incomplete directory is better than none. Never raises: without
    files there remain the emergency numbers.
    """
    retired: tuple[RetiredNumber, ...] = ()
    sources: dict[tuple[str, str], Provenance] = {}
    rows: list[ReadRow] = []
    with _leaving_out():
        retired = read_retired_numbers(data_dir / RETIRED_NUMBERS)
    with _leaving_out():
        sources = read_fact_sources(data_dir / FACT_SOURCES)
    with _leaving_out():
        reader = RowReader(load_gazetteer(data_dir), retired_digits(retired), sources)
        for name in DIRECTORY_FILES:
            with _leaving_out():
                rows.extend(_read_file(data_dir / name, reader))
    return Snapshot(version=0, as_of=now(), services=with_emergency(_services(rows)), retired_numbers=retired)


def _leaving_out() -> contextlib.AbstractContextManager[None]:
    return contextlib.suppress(Refused, OSError, ValueError, KeyError)


def _read_file(path: Path, reader: RowReader) -> Iterator[ReadRow]:
    for raw in open_csv(path).lines():
        if raw.fault is None and (row := reader.read(raw.line, raw.cells)).facts:
            yield row


def _services(rows: list[ReadRow]) -> list[Service]:
    """Services with their organisation's facts, which only its main service may state when it has one."""
    main = {row.slug for row in rows if row.slug == row.organization}
    organizations: dict[str, list[PublishedFact]] = {}
    for row in sorted(rows, key=lambda row: row.slug != row.organization):
        if row.slug == row.organization or row.organization not in main:
            said = [fact for fact in row.facts if fact.subject_kind == "organization"]
            organizations.setdefault(row.organization, said)
    found = (
        assemble(
            row.slug,
            [
                *(fact for fact in row.facts if fact.subject_kind != "organization"),
                *organizations.get(row.organization, []),
            ],
        )
        for row in rows
    )
    return [service for service in found if service is not None]
