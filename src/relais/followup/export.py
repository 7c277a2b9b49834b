"""Everything held of a case, for a program: the rows as they are, what was sealed opened, nothing left out.

Accounts of the network stand as function and body in the events, which is what the person is owed (GDPR article 15).
"""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct, structs

from relais.core import clock
from relais.followup.seeing import Held
from relais.sheets.sections import Section
from relais.sheets.workplace import Workplace

FORMAT = "relais-suivi-1"


def export_of(place: Workplace, held: Held, sections: Iterable[Section] = ()) -> bytes:
    """JSON, UTF-8, indented: it is meant to be read too."""
    whole = {
        "format": FORMAT,
        "produit_le": clock.now(),
        "dossier": _row(held.case),
        "informations": held.parts,
        "evenements": _rows(held.events),
        "orientations": [
            {
                "orientation": _row(story.referral),
                "possibilites": _rows(story.options),
                "choix": _rows(story.choices),
                "accords": _rows(story.consents),
                "transmissions": _rows(story.disclosures),
                "etapes": _rows(story.moves),
            }
            for story in held.stories
        ],
        "textes_lus": _rows(held.notices.values()),
        "autres_rubriques": {one.title: dict(one.export) for one in sections if one.export},
        "noms": {slug: place.name_of(slug) for slug in sorted(_slugs(held)) if slug},
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=2)


def _rows(rows: Iterable[Struct]) -> list[dict[str, Any]]:
    return [_row(row) for row in rows]


def _row(row: Struct) -> dict[str, Any]:
    return {
        name: value.hex() if isinstance(value, bytes) else value for name, value in structs.asdict(row).items()
    }  # hashes are read in hexadecimal


def _slugs(held: Held) -> set[str]:
    found = {held.case.council, *(event.org for event in held.events)}
    for story in held.stories:
        found |= {story.referral.service, story.referral.recipient_org, story.referral.origin_org}
        found |= {slug for option in story.options for slug in (option.service, option.organization)}
        found |= {slug for choice in story.choices for slug in (choice.service, choice.organization)}
        found |= {consent.recipient_org for consent in story.consents}
    return found
