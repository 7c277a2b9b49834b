"""Synthetic French services, the same for a given seed: real communes and needs, invented bodies, no real number."""

import random
from collections.abc import Sequence

from relais.directory.model import Contact, Service
from relais.geo.gazetteer import Gazetteer
from relais.geo.model import Commune

_NEEDS = """
financier juridique administratif organisationnel sante souffrance_psychique addiction professionnel personnel_social
prevention depistage reconversion etudiant_interne famille violence
"""
_KINDS = "ecoute conseil juridique financier consultation prevention depistage reconversion administratif"
_FIRST = "Association Réseau Collectif Fédération Centre Maison Cellule Permanence Fonds Mutuelle Comité Pôle"
_SECOND = """
Entraide Écoute Soutien Horizon Passerelle Confiance Solidarité Équilibre Renaissance Accord Relève Lumière Rivage
Clairière Alizé Boussole Ancrage Éclaircie Harmonie Tremplin Sillage Envol
"""
NEEDS, KINDS, FIRST, SECOND = _NEEDS.split(), _KINDS.split(), _FIRST.split(), _SECOND.split()
AUDIENCES = ("liberal", "hospitalier", "interne", "famille")
HOURS = ("24/7", "Mo-Fr 09:00-18:00", "Mo-Fr 10:00-21:00; Sa 10:00-14:00", "Mo-Su 21:00-02:30", "")
UNIT_SHARE, NATIONAL_SHARE = 0.05, 0.01


def services(gazetteer: Gazetteer, count: int, seed: int = 1) -> list[Service]:
    """`count` services: 5 % care units, 1 % national lines, the others cover one to five départements."""
    draw = random.Random(seed)
    communes = [c for c in gazetteer.communes.values() if c.lat is not None and c.departement in gazetteer.departements]
    weights = [c.population + 200 for c in communes]
    homes = draw.choices(communes, weights, k=count)
    return [_service(draw, gazetteer, home, i) for i, home in enumerate(homes)]


def _service(draw: random.Random, gazetteer: Gazetteer, home: Commune, i: int) -> Service:
    share = draw.random()
    unit = share < UNIT_SHARE
    name = f"{draw.choice(FIRST)} {draw.choice(SECOND)} {draw.choice(SECOND)} {home.name}"
    kind = draw.choice(("hospitalisation_complete", "hospitalisation_jour")) if unit else draw.choice(KINDS)
    return Service(
        slug=f"synthese-{i}",
        organization=f"synthese-{i}",
        organization_name=name,
        name=("Clinique " if unit else "") + name,
        kind=kind,
        acronym="".join(draw.choices("ABCDEFGHILMNOPRST", k=5)) if draw.random() < 0.3 else "",
        description=f"Accueil et orientation des médecins, {home.name}.",
        needs=tuple(draw.sample(NEEDS, draw.randint(1, 4))) + (("hospitalisation",) if unit else ()),
        audiences=tuple(draw.sample(AUDIENCES, 2)) if draw.random() < 0.3 else (),
        coverage=_coverage(draw, gazetteer, home, national=unit or share > 1 - NATIONAL_SHARE),
        hours=draw.choice(HOURS),
        anonymous=draw.choice(("yes", "no", "unknown")),
        free=draw.choice(("yes", "no", "unknown")),
        independent=draw.choice(("yes", "no", "unknown", "unknown")),
        dedicated=draw.choice(("yes", "no", "unknown")),
        contacts=(_contact(i),) if draw.random() < 0.9 else (),
        departement=home.departement,
        commune=home.insee,
        lat=home.lat,
        lon=home.lon,
        location_precision="commune",
        state=draw.choice(("sourced", "to_verify", "confirmed")),
    )


def _coverage(draw: random.Random, gazetteer: Gazetteer, home: Commune, *, national: bool) -> Sequence[str]:
    if national:
        return ("FR",)
    neighbours = gazetteer.departements[home.departement].neighbours
    return (home.departement, *draw.sample(neighbours, min(len(neighbours), draw.randint(0, 4))))


def _contact(i: int) -> Contact:
    """An invented number: 01 99 is the range of which a part is kept for fiction (ARCEP decision 2018-0881)."""
    digits = f"0199{i % 1_000_000:06d}"
    shown = " ".join(digits[j : j + 2] for j in range(0, 10, 2))
    return Contact(kind="phone", value=shown, e164="+33" + digits[1:])
