"""What the coordination calls fields, values and harm."""

from collections.abc import Mapping
from typing import Any

from relais.directory.facts import FIELDS
from relais.directory.pages import Directory
from relais.directory.value_words import value_words


def label(field: str, position: int = 1) -> str:
    """What a field is called on screen; the second telephone says so."""
    name = FIELDS[field].label if field in FIELDS else field
    return f"{name} n° {position}" if position > 1 else name


def words(directory: Directory, field: str, value: Any) -> str:
    """The value of `field` as a reader of the directory would hear it; a service by its name."""
    if value and field in ("organization", "replaced_by"):
        found = directory.find(str(value))
        return (found.acronym or found.name) if found else str(value)
    return value_words(directory.gazetteer, field, value)


def position_of(subject_id: str) -> int:
    """1 for what is not a contact; the number of a contact among its kind otherwise."""
    last = subject_id.rpartition("/")[2]
    return int(last) if "/" in subject_id and last.isdigit() else 1


def subject_slug(subject_id: str) -> str:
    """The service or organisation a subject belongs to."""
    return subject_id.partition("/")[0]


HARMS: Mapping[str, str] = {"high": "grave", "medium": "sérieux", "low": "léger"}


def harm(field: str) -> str:
    """What a wrong value does to a caller, in one word; a field nobody knows is serious."""
    return HARMS[FIELDS[field].harm if field in FIELDS else "medium"]
