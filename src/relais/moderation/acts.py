"""What the journal says was done, in French: one sentence per act, one word per detail that is shown."""

from collections.abc import Mapping
from typing import Final

ACTS: Final[Mapping[str, str]] = {
    "import.send": "a envoyé un fichier",
    "import.apply": "a appliqué un import",
}
# The details of a line that are read; a detail without its word here is not shown.
DETAILS: Final[Mapping[str, str]] = {
    "before": "avant",
    "after": "après",
    "value": "valeur",
    "why": "pourquoi",
    "reason": "raison",
    "how": "comment",
    "reached": "joint",
    "outcome": "suite",
    "version": "version",
    "added": "ajoutés",
    "changed": "changés",
    "retired": "retirés",
    "unchanged": "inchangés",
    "proposed": "proposés",
    "waiting": "numéros en attente",
    "bytes": "octets",
}
