"""The receipt of a consent: one page, whose text is known by its own hash. Nothing in it changes afterwards."""

import hashlib
from uuid import UUID

from msgspec import Struct

from relais.core.errors import NotFound
from relais.followup.seeing import Held
from relais.followup.words import listed
from relais.referrals.notices import paragraphs
from relais.referrals.parts import SPOKEN
from relais.referrals.story_store import ConsentRow
from relais.referrals.words import EVIDENCE, MEDIA, MODES
from relais.sheets.workplace import Workplace
from relais.web.typography import french_date, french_time


class Receipt(Struct, frozen=True, kw_only=True):
    """`text`: what the hash is of, line by line, UTF-8, each line ended; `sha256`: in hexadecimal."""

    text: str
    sha256: str
    facts: tuple[tuple[str, str], ...]
    notice: tuple[str, ...]
    notice_number: int
    notice_sha256: str
    row: ConsentRow


def receipt_of(place: Workplace, held: Held, consent: UUID) -> Receipt:
    """The receipt of one consent of this case. Raises NotFound: none, another case's, or a refusal."""
    row = next((one for story in held.stories for one in story.consents if one.id == consent), None)
    if row is None or row.answer != "given":
        raise NotFound
    notice = held.notices[row.notice]
    recipient = place.name_of(row.recipient_org)
    read = paragraphs(
        notice,
        recipient=recipient,
        function=row.recipient_function,
        medium=row.medium,
        categories=row.categories,
        days=row.days,
    )
    facts = _facts(place, held, row, recipient)
    lines = ["Reçu d'accord", *(f"{name} : {words}" for name, words in facts), "Texte lu avant l'accord", *read]
    lines.append(f"Texte n° {notice.number}, empreinte SHA-256 : {notice.sha256.hex()}")
    text = "\n".join(lines) + "\n"
    return Receipt(
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        facts=tuple(facts),
        notice=tuple(read),
        notice_number=notice.number,
        notice_sha256=notice.sha256.hex(),
        row=row,
    )


def _facts(place: Workplace, held: Held, row: ConsentRow, recipient: str) -> list[tuple[str, str]]:
    given = f"{french_date(row.given_at)} à {french_time(row.given_at)}"
    until = f"{french_date(row.valid_until)} à {french_time(row.valid_until)}"
    by = "vous-même" if row.grantor == "self" else "votre représentant légal"
    return [
        ("Dossier", held.case.reference),
        ("Accord", str(row.id)),
        ("Donné le", f"{given}, par {by}"),
        ("Comment", f"{MODES[row.mode].lower()} ; {EVIDENCE[row.evidence]}"),
        ("Recueilli par", place.name_of(row.controller_org) if row.controller_org else "vous, avec votre code"),
        ("Qui lit", f"{recipient} ({row.recipient_org}), fonction : {row.recipient_function}"),
        ("Ce qui est transmis", listed([SPOKEN[one] for one in SPOKEN if one in row.categories])),
        ("Pour quoi", "vous mettre en relation, et rien d'autre"),
        ("Par quel moyen", MEDIA[row.medium]),
        ("Jusqu'au", f"{until}, ou dès que vous arrêtez"),
    ]
