"""The agenda as iCalendar (RFC 5545): what a telephone or a mail program subscribes to.

Lines end in CRLF and are folded at 75 octets, never inside a letter; texts are escaped; moments are in UTC. An action
keeps its UID for life; `SEQUENCE` and `STATUS` say that it was cancelled. What has no date is left out.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from relais.geo.gazetteer import Gazetteer
from relais.programme.model import Action
from relais.programme.words import KINDS, audience_words, where

MEDIA_TYPE = "text/calendar"  # in UTF-8, which the answer says
OCTETS = 75  # of a line without its end
REFRESH = "PT6H"
# A calendar holds at least one component: this one says nothing.
NOTHING_YET = (
    "BEGIN:VTIMEZONE", "TZID:Etc/UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip


def calendar(actions: Iterable[Action], gazetteer: Gazetteer, *, origin: str, names: dict[str, str]) -> bytes:
    """The whole file. `origin`: what addresses begin with; `names`: of organisations by slug."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Relais//Agenda//FR", "CALSCALE:GREGORIAN"]
    title = escaped("Relais, agenda du programme")  # RFC 7986, then as older programs read it
    lines += [f"NAME:{title}", f"X-WR-CALNAME:{title}"]
    lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}", f"X-PUBLISHED-TTL:{REFRESH}"]
    events = [line for action in actions for line in _event(action, gazetteer, origin, names)]
    lines += [*(events or NOTHING_YET), "END:VCALENDAR"]
    return "".join(folded(line) for line in lines).encode()


def _event(action: Action, gazetteer: Gazetteer, origin: str, names: dict[str, str]) -> Iterator[str]:
    if action.starts_at is None or action.ends_at is None:
        return
    cancelled = action.state == "cancelled"
    organiser = names.get(action.organiser, action.organiser)
    place = ", ".join(part for part in (action.address, where(action, gazetteer)) if part)
    yield "BEGIN:VEVENT"
    yield f"UID:{action.id}"
    yield f"DTSTAMP:{utc(action.state_at)}"
    yield f"LAST-MODIFIED:{utc(action.state_at)}"
    yield f"SEQUENCE:{1 if cancelled else 0}"
    yield f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}"
    yield f"DTSTART:{utc(action.starts_at)}"
    yield f"DTEND:{utc(action.ends_at)}"
    yield f"SUMMARY:{escaped(('Annulé : ' if cancelled else '') + action.title)}"
    yield f"DESCRIPTION:{escaped(_told(action, organiser))}"
    yield f"LOCATION:{escaped(place)}"
    yield f"CATEGORIES:{escaped(KINDS[action.kind])}"
    yield f"CONTACT:{escaped(', '.join(part for part in (organiser, action.contact) if part))}"
    yield f"URL:{origin}/agenda/{action.slug}"
    yield "END:VEVENT"


def _told(action: Action, organiser: str) -> str:
    return "\n".join((action.description, f"Pour : {audience_words(action)}.", f"Organisé par : {organiser}."))


def utc(moment: datetime) -> str:
    """`20270114T080000Z`."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A TEXT value: its commas, semicolons, strokes and line ends are not those of the file; no other control sign."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(sign for sign in plain if sign == "\n" or (ord(sign) >= 32 and ord(sign) != 127))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """The line with its CRLF, cut into pieces of at most 75 octets, each but the first behind a space."""
    pieces, piece, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > OCTETS:
            pieces.append(piece)
            piece, size = " ", 1
        piece += sign
        size += octets
    return "\r\n".join([*pieces, piece]) + "\r\n"
