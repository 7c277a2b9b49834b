"""What is judged, and how much of it must be right."""

from typing import NamedTuple


class Criterion(NamedTuple):
    """`target`: smallest share of right verdicts, between 0 and 1."""

    label: str
    target: float


CRITERIA = {
    "crisis": Criterion("crise : 15 puis 3114", 1.0),
    "no_banner": Criterion("pas de bandeau sans crise", 1.0),
    "ordinary": Criterion("mots ordinaires sans bandeau", 0.99),
    "numbers": Criterion("numéros", 1.0),
    "never": Criterion("numéros jamais montrés", 1.0),
    "exact_names": Criterion("noms exacts", 1.0),
    "hospital": Criterion("règle hors département", 1.0),
    "desk_line": Criterion("votre ligne jamais en tête", 1.0),
    "not_empty": Criterion("écran jamais vide", 1.0),
    "needs": Criterion("besoins", 0.95),
    "audiences": Criterion("publics", 0.95),
    "places": Criterion("lieux", 0.95),
    "filters": Criterion("filtres", 0.95),
    "ask": Criterion("question posée", 0.95),
    "kind": Criterion("nature de la question", 0.95),
    "bodies": Criterion("organismes nommés", 0.95),
    "first": Criterion("premier résultat", 0.95),
    "keystrokes": Criterion("premier résultat en 12 frappes", 0.90),
    "keystrokes_all": Criterion("… mot décisif tardif compris", 0.0),
}


# What must hold in the set kept for measuring too. It is nobody's to tune on, so what vocabulary decides may fall a
# little short there; more, and the vocabulary has been fitted to the questions instead of the field.
UNSEEN_HARD = frozenset(["no_banner", "numbers", "never", "exact_names", "hospital", "desk_line", "not_empty"])
UNSEEN_SLACK = 0.05


class Verdict(NamedTuple):
    """One thing judged in one answer; `detail` says what was wanted and what came."""

    criterion: str
    case: str
    text: str
    right: bool
    detail: str
