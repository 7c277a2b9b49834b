"""The register of what is kept, made from the comments of the columns: docs/reference/retention.md.

A comment is `purpose · category · how long`, in French. Whoever adds a column says it in the migration that adds it.
"""

from msgspec import Struct

from relais.core.db import Db
from relais.retention import store
from relais.retention.store import ColumnRow, RuleRow

CATEGORIES = frozenset({"personnelle", "technique", "publique", "journal"})
BETWEEN = " · "
PARTS = 3
HEAD = """# Ce qui est gardé, et jusqu'à quand

Ce fichier est fait par `make golden`, depuis les commentaires des colonnes et la table `retention_rule` : il ne se
change pas à la main. Une colonne sans commentaire fait échouer les tests. Pourquoi ces durées : [la fin de chaque
chose](../explanation/retention.md). Les sauvegardes gardent 35 jours au plus ce qui est parti d'ici.

| mot | ce qu'il veut dire |
|---|---|
| personnelle | dit quelque chose du médecin, d'un proche ou d'un professionnel |
| journal | dit qui a fait quoi, quand |
| technique | fait marcher Relais |
| publique | se lit sans compte, ou ne parle de personne |
| la fin | la dernière étape de ce que tient le dossier, ou celle du parcours ; un an sans aucun acte ; l'effacement |
| comme le dossier | jusqu'au 30 juin de l'année qui suit la fin |
| comme la note, comme l'action | ce que dit la ligne de cette table |
| comme le dossier national | décidé : {file} après l'année de sa dernière étape ; sinon comme le dossier |
| comme le contenu du dossier national | décidé : comme lui ; sinon jusqu'à 30 jours après sa fin |

## Les échéances

Comptées par la base, à son horloge ; rien n'est retiré avant, qui que ce soit qui le demande.

| table | depuis | durée |
|---|---|---|
"""
COLUMNS = """
## Chaque colonne

| colonne | à quoi elle sert | catégorie | jusqu'à quand |
|---|---|---|---|
"""


class Kept(Struct, frozen=True, kw_only=True):
    """What the comment of a column says."""

    table: str
    column: str
    purpose: str
    category: str
    lasts: str


def read_comment(row: ColumnRow) -> Kept | None:
    """What a comment says; None when there is none or it is not of the form."""
    parts = [part.strip() for part in row.comment.split(BETWEEN)]
    if len(parts) != PARTS or parts[1] not in CATEGORIES or not all(parts):
        return None
    return Kept(table=row.table, column=row.column, purpose=parts[0], category=parts[1], lasts=parts[2])


async def untold(db: Db) -> list[str]:
    """The columns that do not say what they are for, what they are and how long they are kept."""
    rows = await store.LIST_COLUMNS.all(db)
    return [f"{row.table}.{row.column}" for row in rows if read_comment(row) is None]


async def register_of(db: Db) -> str:
    """The whole document."""
    rules = await store.LIST_RULES.all(db)
    file = next((length_of(rule) for rule in rules if rule.what == "file"), "")
    told = [kept for row in await store.LIST_COLUMNS.all(db) if (kept := read_comment(row))]
    lines = [f"| `{rule.of_table}` | {since_of(rule)} | {length_of(rule)} |" for rule in rules]
    table = [f"| `{one.table}.{one.column}` | {one.purpose} | {one.category} | {one.lasts} |" for one in told]
    return HEAD.format(file=file) + "\n".join(lines) + "\n" + COLUMNS + "\n".join(table) + "\n"


def since_of(rule: RuleRow) -> str:
    """From when a rule counts, in words."""
    words = {
        ("aid_case", "over"): "la fin de ce que tient le dossier : son contenu et sa clé partent",
        ("aid_case", "silent"): "le dernier acte : le dossier est tenu pour fini",
        ("national_file", "over"): "le 31 décembre de l'année de la dernière étape d'un dossier décidé",
        ("national_file", "untouched"): "le dernier acte sur un dossier en préparation ou incomplet : il prend fin",
        ("slot_booking", "action_over"): "la fin de l'action",
    }
    return words.get((rule.of_table, rule.since), f"`{rule.since}`")


def length_of(rule: RuleRow) -> str:
    """How long, in words: "10 ans", "30 jours"; "ce moment" for nothing more."""
    months = rule.months + 12 * rule.years
    parts = (
        (months // 12 if months > 12 else 0, "an", "ans"),
        (months % 12 if months > 12 else months, "mois", "mois"),
        (rule.days, "jour", "jours"),
    )
    said = [f"{number} {one if number == 1 else many}" for number, one, many in parts if number]
    return " ".join(said) or "ce moment"
