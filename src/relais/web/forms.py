"""Forms: every fault of a post is collected, and what was typed is kept to be put back."""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar, get_origin
from urllib.parse import parse_qsl

import msgspec
from msgspec import structs

from relais.core.errors import Refused
from relais.web.faults import french

T = TypeVar("T", bound=msgspec.Struct)
Sent = Mapping[str, list[str]]
MOST_FIELDS = 500
FORM_TYPE = "application/x-www-form-urlencoded"


class Filled(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A decoded form: `value` holds every field that stands, `faults` a French sentence by field."""

    value: T
    faults: dict[str, str]


def parse_form(body: bytes, content_type: str) -> dict[str, list[str]]:
    """The posted names and texts. Raises Refused: 400 for bad UTF-8, 415 for another kind of body."""
    if content_type.partition(";")[0].strip().lower() not in {FORM_TYPE, ""}:
        raise Refused("media_type", "Cette page n'attend qu'un formulaire ordinaire.", status=415)
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except UnicodeDecodeError:
        raise Refused("bad_encoding", "Le texte reçu n'est pas de l'UTF-8.") from None
    except ValueError:
        raise Refused("too_many_fields", "Le formulaire contient trop de champs.") from None
    sent: dict[str, list[str]] = {}
    for name, text in pairs:
        sent.setdefault(name, []).append(text)
    return sent


def decode_form(kind: type[T], sent: Sent, names: dict[str, str]) -> Filled[T]:
    """Read the fields of `kind` one by one; a field at fault keeps its default and gets a sentence."""
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for field in structs.fields(kind):
        if field.encode_name in sent:
            _read(field, sent[field.encode_name], names, values, faults)
    return Filled(value=kind(**values), faults=faults)


def _read(
    field: structs.FieldInfo,
    texts: Sequence[str],
    names: dict[str, str],
    values: dict[str, Any],
    faults: dict[str, str],
) -> None:
    label = names.get(field.name, field.name)
    if any("\0" in text for text in texts):
        faults[field.name] = f"« {label} » contient un signe nul, qui n'est pas du texte."
        return
    many = get_origin(field.type) in {list, tuple} or _annotates_list(field.type)
    raw: object = [text for text in texts if text] if many else texts[-1].replace("\r\n", "\n")
    if raw == "" and field.default != "":
        return  # an empty box says nothing: the default stands
    try:
        values[field.name] = msgspec.convert(raw, field.type, strict=False)
    except msgspec.ValidationError as fault:
        rest = french(str(fault), names={"": label}).sentence
        faults[field.name] = rest if rest.startswith(f"« {label} »") else f"« {label} » : {rest}"


def _annotates_list(annotation: object) -> bool:
    inner = getattr(annotation, "__origin__", None)
    return get_origin(inner) in {list, tuple} or inner in {list, tuple}
