"""Writes `data/councils.csv` and the councils' lines of `data/fact_sources.csv`, from the list of départements.

Run again after a change here: `python scripts/build_councils.py`. The result is committed.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

DATA = Path(__file__).resolve().parent.parent / "data"

LAW = ("Code de la santé publique, article L.4123-1", "", "non datée")
ENTRAIDE = ("Ordre des médecins, page « Entraide »", "", "non datée")
COUNCIL_PAGES = "Services lus sur les pages de six conseils (10, 38, 74, 78, 80, 92), étendus aux autres"

NEEDS = (
    "financier|juridique|administratif|organisationnel|sante|souffrance_psychique|addiction|professionnel|"
    "personnel_social|etudiant_interne|famille|violence"
)
AUDIENCES = "liberal|hospitalier|salarie|remplacant|interne|retraite|famille"
DESCRIPTION = (
    "Le référent entraide du conseil reçoit les médecins, les internes et les familles du département, "
    "les aide dans leurs démarches et les oriente."
)

# "Conseil départemental de l'Ordre des médecins" + article + name of the département.
ARTICLES = {
    "de l'": "01 02 03 07 09 10 11 12 27 34 36 38 60 61 89 91",
    "d'": "28 35 37",
    "des ": "04 05 06 08 13 22 40 64 65 66 78 79 88 92",
    "du ": "14 15 18 25 29 30 32 39 45 46 56 59 62 63 67 68 69 81 83 90 94 95",
    "de la ": (
        "16 17 19 21 2A 2B 23 24 26 31 33 42 43 44 48 50 51 52 53 55 57 58 70 72 73 74 76 80 85 86 87 93 971 972 973"
    ),
    "de ": "41 47 49 54 71 75 77 82 84 974 976",
}


class Met(Struct, frozen=True, kw_only=True):
    """What a published page says of one council's contacts."""

    label: str
    url: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    commune: str = ""
    note: str = ""


MET = {
    "10": Met(
        label="Ordre des médecins, page « Entraide »",
        address="42 rue de la Paix",
        postcode="10000",
        city="Troyes",
        commune="10387",
        note="Le département est déduit du code postal.",
    ),
    "38": Met(
        label="Conseil départemental de l'Isère, page « Que faire si vous êtes victime d'une agression »",
        url="https://conseil38.ordre.medecin.fr/index.php/que-faire-si-vous-etes-victime-dune-agression",
        phone="04 76 51 56 00",
        email="cd.38@ordre.medecin.fr",
        note="Donné sur la page destinée aux médecins agressés.",
    ),
    "74": Met(
        label="Conseil départemental de la Haute-Savoie, page « Vigilance violences, victimes »",
        url="https://conseil74.ordre.medecin.fr/vigilance-violences-victimes",
        email="cd.74@ordre.medecin.fr",
        note="Donné sur la page destinée aux médecins victimes de violences.",
    ),
    "78": Met(
        label="Conseil départemental des Yvelines, page « Entraide ordinale »",
        url="https://www.cdyom.org/entraide-ordinale/",
        phone="01 30 80 82 82",
        email="cd.78@ordre.medecin.fr",
        address="1 rue de Verdun, bâtiment A",
        postcode="78590",
        city="Noisy-le-Roi",
        commune="78455",
    ),
    "80": Met(
        label="Conseil départemental de la Somme, page « Entraide »",
        url="https://conseil80.ordre.medecin.fr/entraide",
        phone="03 22 33 07 42",
    ),
    "92": Met(
        label="Conseil départemental des Hauts-de-Seine, page « Médecin victime d'agression »",
        url="https://conseil92.ordre.medecin.fr/index.php/medecin-victime-dagression",
        phone="01 47 33 89 34",
        email="cd.92@ordre.medecin.fr",
        note="Donné sur la page destinée aux médecins agressés.",
    ),
}


def read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """The header and the rows of a CSV file in UTF-8."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        return list(reader.fieldnames or ()), rows


def write(path: Path, header: Iterable[str], rows: Iterable[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(header), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def typeset(label: str) -> str:
    """French quotes with the narrow no-break spaces that French typography wants."""
    return label.replace("« ", "«\u202f").replace(" »", "\u202f»")


def with_article(code: str, name: str) -> str:
    """`69`, `Rhône` -> `du Rhône`."""
    article = next(article for article, codes in ARTICLES.items() if code in codes.split())
    return article + name


def council(code: str, name: str) -> dict[str, str]:
    """One row of councils.csv."""
    place = with_article(code, name)
    met = MET.get(code, Met(label=""))
    full_name = f"Conseil départemental de l'Ordre des médecins {place}"
    return {
        "slug": f"cdom-{code.lower()}",
        "organization_name": full_name,
        "name": full_name,
        "acronym": f"CDOM {code}",
        "aliases": f"CDOM{code}|Ordre des médecins {place}|Conseil de l'Ordre {place}",
        "kind": "conseil",
        "description": DESCRIPTION,
        "needs": NEEDS,
        "audiences": AUDIENCES,
        "audience_note": "médecins, internes et familles du département",
        "coverage": code,
        "independent": "no",
        "council_of": code,
        "phone": met.phone,
        "phone_toll": "standard" if met.phone else "",
        "phone_purpose": "help" if met.phone else "",
        "email": met.email,
        "email_purpose": "help" if met.email else "",
        "address": met.address,
        "postcode": met.postcode,
        "city": met.city,
        "commune": met.commune,
        "departement": code,
        "location_precision": "commune" if met.commune else "departement",
        "state": "sourced",
        "source_label": LAW[0],
        "source_url": LAW[1],
        "source_date": LAW[2],
    }


def line(slug: str, field: str, state: str, source: tuple[str, str, str], note: str = "") -> dict[str, str]:
    label, url, date = source
    names = ("slug", "field", "state", "source_label", "source_url", "source_date", "note")
    return dict(zip(names, (slug, field, state, typeset(label), url, date, note), strict=True))


def provenance(row: Mapping[str, str]) -> list[dict[str, str]]:
    """The fields of one council that the law does not state, with their own source."""
    slug, met = row["slug"], MET.get(row["council_of"])
    note = "« Violence » : rôle de sécurité. " + COUNCIL_PAGES + "."
    lines = [
        line(slug, "needs", "sourced", ENTRAIDE, typeset(note)),
        line(slug, "audiences", "sourced", ENTRAIDE, COUNCIL_PAGES + "."),
    ]
    if met:
        source = (met.label, met.url, "non datée")
        columns = {"phone": "phone", "email": "email", "location": "address"}
        lines += [line(slug, field, "to_verify", source, met.note) for field, column in columns.items() if row[column]]
    return lines


def main() -> None:
    header, _ = read(DATA / "associations.csv")
    _, departements = read(DATA / "geo" / "departements.csv")
    rows = [council(each["code"], each["name"]) for each in departements]
    write(DATA / "councils.csv", header, rows)
    fields, kept = read(DATA / "fact_sources.csv")
    others = [each for each in kept if not each["slug"].startswith("cdom-")]
    write(DATA / "fact_sources.csv", fields, others + [each for row in rows for each in provenance(row)])


if __name__ == "__main__":
    main()
