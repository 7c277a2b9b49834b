"""Who reads a request, and when: said before anything is written."""

from typing import Literal

from msgspec import Struct

from relais.aid_requests import store
from relais.core.db import Db
from relais.sheets.workplace import Workplace

Where = Literal["", "mine", "national"]
NATIONAL_NAME = "le service national d'entraide"


class Reader(Struct, frozen=True, kw_only=True):
    """A body that reads requests. `days`: codes, none when it did not say; `answers`: somebody reads there now."""

    slug: str
    name: str
    days: tuple[str, ...]
    answers: bool
    national: bool

    @property
    def told(self) -> str:
        """Who learns at once that a request asks to be read first, and who may open it next; a whole sentence."""
        if self.national:
            return "Les personnes qui y lisent sont prévenues tout de suite."
        return (
            "Le référent et son suppléant sont prévenus tout de suite. Si personne ne l'a ouverte en quatre heures, le "
            "service national d'entraide est prévenu et peut l'ouvrir à leur place."
        )


async def reader_of(place: Workplace, where: Where, departement: str) -> Reader | None:
    """The council of a département, or the national service; None when neither was chosen or the council is unknown."""
    slug = place.settings.national_body if where == "national" else council_slug(place, departement)
    if not where or not slug:
        return None
    async with place.database.reading() as db:
        return await reader_in(db, place, slug)


async def answering(place: Workplace) -> frozenset[str]:
    """The départements of the councils where somebody reads: neither a request nor a note goes to another."""
    async with place.database.reading() as db:
        return frozenset(row.departement for row in await store.LIST_ANSWERING.all(db))


async def reader_in(db: Db, place: Workplace, slug: str) -> Reader:
    """The body of this slug."""
    national = slug == place.settings.national_body
    return Reader(
        slug=slug,
        name=NATIONAL_NAME if national else council_in_a_sentence(place, slug),
        days=tuple(await store.GET_DAYS.value(db, slug) or ()),
        answers=bool(await store.ANSWERS.value(db, slug)),
        national=national,
    )


def council_in_a_sentence(place: Workplace, slug: str) -> str:
    """`le conseil départemental de l'Ordre des médecins du Rhône`: its whole name, as it stands in a sentence."""
    found = place.directory.find(slug)
    name = found.name if found else slug
    return f"le {name[0].lower()}{name[1:]}" if name.startswith("Conseil") else name


def council_slug(place: Workplace, departement: str) -> str:
    """The slug of the council of a département, "" when there is none."""
    council = place.directory.find(f"cdom-{departement.lower()}")
    return council.slug if council and council.council_of else ""
