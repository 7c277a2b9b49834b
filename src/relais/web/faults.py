"""What msgspec refuses, said in French with the field's name; nothing that was sent is repeated."""

import re
from typing import NamedTuple

_PATH = re.compile(r" - at `\$\.?([^`]*)`$")
_FIELD = re.compile(r"`([^`]*)`")
_TYPES = {
    "int": "un nombre entier",
    "float": "un nombre",
    "str": "un texte",
    "array": "une liste",
    "object": "un objet",
    "bool": "vrai ou faux",
    "datetime": "une date et une heure",
}
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"Expected `str` of length <= (\d+)"), "est trop long : {0} signes au plus."),
    (re.compile(r"Expected `str` of length >= (\d+)"), "est trop court : {0} signes au moins."),
    (re.compile(r"Expected `array` of length <= (\d+)"), "contient trop d'éléments : {0} au plus."),
    (re.compile(r"Expected `array` of length >= (\d+)"), "ne contient pas assez d'éléments : {0} au moins."),
    (re.compile(r"Expected `(?:int|float)` <= (-?[\d.]+)"), "est trop grand : {0} au plus."),
    (re.compile(r"Expected `(?:int|float)` >= (-?[\d.]+)"), "est trop petit : {0} au moins."),
    (re.compile(r"Expected `str` matching regex"), "n'a pas la forme attendue."),
    (
        re.compile(r"Expected `datetime` with a timezone"),
        "doit dire son fuseau horaire, par exemple « Z » ou « +01:00 ».",
    ),
    (
        re.compile(r"Invalid RFC3339 encoded datetime"),
        "n'est pas une date lisible (exemple : 2026-03-03T10:00:00+01:00).",
    ),
    (re.compile(r"Invalid enum value"), "n'est pas un choix connu."),
    (re.compile(r"[Oo]ut of range"), "sort des limites permises."),
)


class Fault(NamedTuple):
    """One thing refused: `field` as it was sent ("" for the whole), and what to tell the person."""

    field: str
    sentence: str


def french(message: str, *, names: dict[str, str] | None = None) -> Fault:
    """Translate one message of msgspec. `names` gives the label a form shows for a field."""
    where = _PATH.search(message)
    path = where.group(1) if where else ""
    body = message[: where.start()] if where else message
    if "unknown field" in body or "missing required field" in body:
        return _about_key(body, path)
    field = path.split("[", 1)[0].split(".", 1)[0]
    label = (names or {}).get(field, path or "corps de la demande")
    return Fault(field, f"« {label} » {_rest(body)}")


def _about_key(body: str, path: str) -> Fault:
    found = _FIELD.search(body)
    key = found.group(1)[:60] if found else ""
    place = f"{path}.{key}" if path else key
    told = "n'est pas un champ connu." if "unknown" in body else "est attendu et manque."
    return Fault(place, f"« {place} » {told}")


def _rest(body: str) -> str:
    for pattern, sentence in _RULES:
        if found := pattern.search(body):
            return sentence.format(*found.groups())
    wanted = _FIELD.search(body)
    kinds = wanted.group(1).split(" | ") if wanted else []
    told = [_TYPES[kind] for kind in kinds if kind in _TYPES]
    return f"doit être {' ou '.join(told)}." if told else "n'a pas la forme attendue."
