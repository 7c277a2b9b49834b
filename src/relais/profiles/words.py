"""What the person who keeps a page calls its fields."""

from relais.directory.facts import FIELDS
from relais.profiles.groups import OWNED


def label_of(code: str, position: int = 1) -> str:
    """`Téléphone`, `Téléphone 2`."""
    owned = OWNED.get(code)
    plain = FIELDS[code].label if code in FIELDS else code
    label = owned.label if owned and not code.endswith("_note") else plain
    return f"{label} {position}" if position > 1 else label
