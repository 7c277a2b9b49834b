"""Which places bear a name: every folded phrase, code and postcode, with the places behind it."""

from collections.abc import Iterator
from pathlib import Path

from relais.geo.gazetteer import Gazetteer
from relais.geo.model import Commune, Place
from relais.geo.names import (
    UsualName,
    abbreviations,
    canonical,
    commune_variants,
    departement_variants,
    head_of,
    phrase_of,
    read_former_communes,
    read_usual_names,
)
from relais.geo.ordinary import OrdinaryWords

_REGION = "region:"
_POSTCODE = "postcode:"
_DISTRICT = " Arrondissement"
_ALIASES_FROM = 2_000  # inhabitants: smaller communes are found by their whole name only
_SHORTEST_SMALL_HEAD = 5  # letters
_OVERSEAS_WEIGHT = 0.5  # between near equals (Saint-Denis 93 and 974) the mainland is meant
# A district of Paris, Lyon or Marseille: town, first INSEE code less one, number of districts.
DISTRICTS = {"75056": (75_100, 20), "69123": (69_380, 9), "13055": (13_200, 16)}
FORMER_CODES = {"20": "94"}  # Corsica before 1976, by its région of today


class NameIndex:
    """Phrases and codes to places. A place is made when first asked: most never are."""

    def __init__(self, gazetteer: Gazetteer, folder: Path, ordinary: OrdinaryWords) -> None:
        self._gazetteer = gazetteer
        self._keys: dict[str, list[str]] = {}
        self._places: dict[str, tuple[Place, ...]] = {}
        self._usual: dict[str, UsualName] = {}
        self._postcodes: dict[str, list[Commune]] = {}
        self._codes = {*gazetteer.departements, *(c.departement for c in gazetteer.communes.values() if c.lat)}
        self._add_communes(ordinary)
        self._add_territories()
        self._add_usual_names(read_usual_names(folder / "usual_names.csv"))
        self._former = self._add_former_communes(read_former_communes(folder / "former_communes.csv"))
        self._add_heads(ordinary)
        self.openings = self._find_openings()

    def __contains__(self, phrase: str) -> bool:
        return phrase in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def keys(self, phrase: str) -> list[str]:
        """What `places` makes places of: INSEE and département codes, prefixed région codes and postcodes."""
        return self._keys[phrase]

    def is_former(self, phrase: str) -> bool:
        """Whether a phrase is only the name of a commune merged into a larger one, or half of a double name."""
        return phrase in self._former

    def is_code(self, word: str) -> bool:
        """Whether a word is the number of a département or overseas collectivity, "2a" included."""
        return word.upper() in self._codes

    def places(self, phrase: str) -> tuple[Place, ...]:
        """All places a phrase names, the most populous first. Raises KeyError when it names none."""
        found = self._places.get(phrase)
        if found is None:
            keys = sorted(set(self._keys[phrase]), key=lambda key: (-self.weight(key), -len(key), key))
            found = self._places[phrase] = tuple(self.place(key) for key in keys)
        return found

    def weight(self, key: str) -> float:
        """Inhabitants, fewer overseas, by which places of one name are sorted."""
        commune = self._gazetteer.communes.get(key)
        if commune is not None:
            return commune.population * (_OVERSEAS_WEIGHT if key.startswith("97") else 1)
        place = self.place(key)
        return place.population * (_OVERSEAS_WEIGHT if place.departements[0].startswith("97") else 1)

    def is_commune_under(self, key: str, population: int) -> bool:
        """Whether a key is that of a commune of at most so many inhabitants."""
        commune = self._gazetteer.communes.get(key)
        return commune is not None and commune.population <= population

    def place(self, key: str) -> Place:
        """The place behind a key."""
        if key.startswith(_POSTCODE):
            return self._postcode_place(key.removeprefix(_POSTCODE))
        if key.startswith(_REGION):
            return self._region_place(key.removeprefix(_REGION))
        if key.upper() in self._codes:
            return self._territory_place(key)
        return _commune_place(self._gazetteer.communes[key])

    def regions(self, code: str) -> tuple[Place, ...]:
        """The région of a code, alone in a tuple as `places` gives it."""
        return (self.place(_REGION + code),)

    def district(self, town: str, number: int) -> Place | None:
        """District `number` of the town of INSEE code `town`."""
        first, count = DISTRICTS.get(town, (0, 0))
        return self.place(str(first + number)) if 0 < number <= count else None

    def has_postcode(self, place: Place, postcode: str) -> bool:
        """Whether a commune bears a postcode."""
        commune = self._gazetteer.communes.get(place.code)
        return commune is not None and postcode in commune.postcodes

    def territories_near(self, postcode: str) -> frozenset[str]:
        """Départements of all postcodes that share the first three figures of `postcode`."""
        prefix = postcode[:3]
        near = (communes for known, communes in self._postcodes.items() if known.startswith(prefix))
        return frozenset(commune.departement for communes in near for commune in communes)

    def _add(self, phrase: str, key: str) -> None:
        self._keys.setdefault(phrase, []).append(key)

    def _add_communes(self, ordinary: OrdinaryWords) -> None:
        for insee, commune in self._gazetteer.communes.items():
            if commune.lat is None:
                continue
            phrase = phrase_of(commune.name)
            self._add(phrase, insee)
            for postcode in commune.postcodes:
                self._postcodes.setdefault(postcode, []).append(commune)
            if commune.population >= _ALIASES_FROM and not commune.name.endswith(_DISTRICT):
                for variant in commune_variants(phrase.split(), commune.population):
                    if not ordinary.covers(variant):
                        self._add(variant, insee)
        for postcode in self._postcodes:
            self._add(postcode, _POSTCODE + postcode)

    def _add_territories(self) -> None:
        for code in self._codes:
            self._add(code.lower(), code)
            name = self._gazetteer.territory_name(code)
            for phrase in {phrase_of(name), *departement_variants(name)}:
                self._add(phrase, code)
        for code, region in self._gazetteer.regions.items():
            if len(region.departements) > 1:
                self._add(phrase_of(region.name), _REGION + code)

    def _add_usual_names(self, lines: list[UsualName]) -> None:
        for line in lines:
            if line.kind == "region":
                self._usual[line.code] = line
            key = _REGION + line.code if line.kind == "region" else line.code
            for name in line.names:
                self._add(" ".join(canonical(name.split())), key)

    def _add_former_communes(self, lines: list[tuple[str, str]]) -> set[str]:
        """Only names that no commune of today bears."""
        former = {(phrase_of(name), insee) for name, insee in lines}
        former = {(phrase, insee) for phrase, insee in former if phrase not in self._keys}
        for phrase, insee in sorted(former):
            self._add(phrase, insee)
        return {phrase for phrase, _ in former}

    def _add_heads(self, ordinary: OrdinaryWords) -> None:
        """`Louhans` for Louhans-Châteaurenaud: the first half of a small town's name, when it means nothing else."""
        heads: dict[str, list[str]] = {}
        for insee, commune in self._gazetteer.communes.items():
            if commune.population >= _ALIASES_FROM and not commune.name.endswith(_DISTRICT):
                heads.setdefault(head_of(phrase_of(commune.name).split()), []).append(insee)
        for head, communes in heads.items():
            if len(communes) > 1 or len(head) < _SHORTEST_SMALL_HEAD or head in self._keys:
                continue
            if not ordinary.covers(head):
                self._add(head, communes[0])
                self._former.add(head)

    def _find_openings(self) -> dict[str, int]:
        """First words, with the length of the longest phrase each of them opens."""
        openings: dict[str, int] = {}
        for phrase in self._keys:
            first, _, rest = phrase.partition(" ")
            length = rest.count(" ") + 2 if rest else 1
            if openings.get(first, 0) < length:
                openings[first] = length
        for first in list(openings):
            openings |= {short: max(openings[first], openings.get(short, 0)) for short in abbreviations(first)}
        return openings

    def _postcode_place(self, postcode: str) -> Place:
        communes = sorted(self._postcodes[postcode], key=_town_first)
        main = _commune_place(communes[0])
        return Place(
            kind="postcode",
            code=postcode,
            label=f"{postcode} {_short_name(communes[0])}",
            departements=tuple(dict.fromkeys(c.departement for c in communes)),
            lat=main.lat,
            lon=main.lon,
            population=main.population,
        )

    def _region_place(self, code: str) -> Place:
        region = self._gazetteer.regions.get(code)
        line = self._usual.get(code)
        codes = region.departements if region else line.departements if line else ()
        members = [self._gazetteer.departements[c] for c in codes]
        centre = max(members, key=lambda d: d.population)
        return Place(
            kind="region",
            code=code,
            label=region.name if region else line.label if line else code,
            departements=codes,
            lat=centre.seat_lat,
            lon=centre.seat_lon,
            population=sum(d.population for d in members),
        )

    def _territory_place(self, code: str) -> Place:
        departement = self._gazetteer.departements.get(code)
        if departement is not None:
            lat, lon, population = departement.seat_lat, departement.seat_lon, departement.population
        else:
            communes = [c for c in self._gazetteer.communes.values() if c.departement == code and c.lat is not None]
            main = _commune_place(max(communes, key=lambda c: c.population))
            lat, lon, population = main.lat, main.lon, sum(c.population for c in communes)
        return Place(
            kind="departement",
            code=code,
            label=f"{self._gazetteer.territory_name(code)} ({code})",
            departements=(code,),
            lat=lat,
            lon=lon,
            population=population,
        )


def _town_first(commune: Commune) -> tuple[bool, int]:
    """A postcode of a town with districts means the district, else the largest commune."""
    return commune.insee in DISTRICTS, -commune.population


def _short_name(commune: Commune) -> str:
    return commune.name.removesuffix(_DISTRICT)


def _commune_place(commune: Commune) -> Place:
    return Place(
        kind="commune",
        code=commune.insee,
        label=f"{_short_name(commune)} ({commune.departement})",
        departements=(commune.departement,),
        lat=commune.lat or 0.0,
        lon=commune.lon or 0.0,
        population=commune.population,
    )
