"""Letting other extracts in: a small TOML or JSON file says which of their columns make ours."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from relais.core.errors import Refused
from relais.directory.rows import COLUMNS

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


class MappingFault(Refused):
    """A mapping file that cannot be used."""

    def __init__(self, sentence: str) -> None:
        super().__init__("mapping_unreadable", sentence, field="mapping")


class ColumnMapping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`columns`: our column -> a text with `{their column}`, or `{one|other}` for the first that is filled.

    `constants`: our column -> the same value on every line. `keep`: their column -> the values of the lines to read.
    `name` is the source's name, which owns the facts whatever the file is called.
    """

    name: str
    columns: dict[str, str]
    constants: dict[str, str] = {}
    keep: dict[str, list[str]] = {}

    def check_header(self, header: Sequence[str]) -> None:
        """Raise MappingFault unless the extract has the columns that every line needs."""
        for column in ("slug", "name"):
            found = _PLACEHOLDER.findall(self.columns.get(column, ""))
            absent = [names for names in found if not set(names.split("|")) & set(header)]
            if absent or not found:
                raise MappingFault(f"L'extrait n'a pas de quoi remplir « {column} » : {', '.join(absent) or 'rien'}.")

    def keeps(self, cells: Mapping[str, str]) -> bool:
        """Whether this line is read, in any letter case; a column that the extract lacks is passed over."""
        return all(
            column not in cells or cells[column].strip().casefold() in map(str.casefold, values)
            for column, values in self.keep.items()
        )

    def row(self, cells: Mapping[str, str]) -> dict[str, str]:
        """Our columns of their line."""
        row = {**self.constants, **{column: _fill(text, cells) for column, text in self.columns.items()}}
        return {**row, "slug": row.get("slug", "").lower()}


def _fill(template: str, cells: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        return next((text for name in found[1].split("|") if (text := (cells.get(name) or "").strip())), "")

    return " ".join(_PLACEHOLDER.sub(value, template).split())


def load_mapping(path: Path) -> ColumnMapping:
    """Read a mapping. Raises MappingFault with a French sentence."""
    try:
        text = path.read_text(encoding="utf-8")
        document: Any = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
        mapping = msgspec.convert(document, ColumnMapping)
    except OSError:
        raise MappingFault(f"La correspondance {path.name} est introuvable.") from None
    except (ValueError, msgspec.ValidationError):
        raise MappingFault(
            f"La correspondance {path.name} ne se lit pas : voyez celle de FINESS pour modèle."
        ) from None
    unknown = sorted(({*mapping.columns} | {*mapping.constants}) - COLUMNS)
    if unknown:
        raise MappingFault(f"La correspondance {path.name} nomme des colonnes inconnues : {', '.join(unknown)}.")
    return mapping
