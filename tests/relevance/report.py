"""`docs/reference/relevance.md`, written by the measure itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from tests.relevance.cases import SETS, load_cases, load_ordinary
from tests.relevance.table import Score, markdown

PATH = Path(__file__).parents[2] / "docs" / "reference" / "relevance.md"
_TITLES = {
    "cases": "Questions sur lesquelles on travaille",
    "holdout": "Questions gardées pour mesurer (personne ne règle rien sur elles)",
}
_HEAD = """# Pertinence de la recherche

Page écrite par `python -m tests.relevance --engine all --write`. Les questions sont étiquetées d'après les règles du
métier et les faits sourcés, par quelqu'un qui n'avait pas lu le vocabulaire du produit. Chacune est jouée un mardi à
10 h et à 3 h du matin. Fichiers : `cases.csv`, `holdout.csv`, `ordinary.txt` et `ordinary_holdout.txt` dans
`tests/relevance/` ; une case vide n'est pas jugée.

Une frappe compte à partir de la première lettre : « premier résultat en 12 frappes » demande que le bon premier
résultat se soit montré au plus tard à la douzième. La ligne suivante, sans cible, compte aussi les questions où le mot
qui décide vient plus loin (« conseil de l'ordre des Yvelines »).
"""


def write(tables: Mapping[tuple[str, str], Mapping[str, Score]], at: datetime) -> None:
    """Write the page from the tables of each (engine, set)."""
    lines = [_HEAD, f"Mesure du {at:%d/%m/%Y}.", ""]
    for (engine, name), table in tables.items():
        lines += [f"## {_TITLES[name]}, moteur {engine}", "", *_contents(name), "", *markdown(dict(table)), ""]
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_text("\n".join(lines), encoding="utf-8")


def _contents(name: str) -> Sequence[str]:
    cases = load_cases(name)
    crisis = sum(case.banner == "15+3114" for case in cases)
    groups = Counter(case.group.split("-")[0] for case in cases)
    told = ", ".join(f"{group} {count}" for group, count in groups.most_common())
    return [
        f"{len(cases)} questions dont {crisis} de crise, et {len(load_ordinary(name))} questions ordinaires "
        f"({' et '.join(SETS[name])}).",
        f"Par famille : {told}.",
    ]
