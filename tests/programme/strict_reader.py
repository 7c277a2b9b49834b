"""Reads iCalendar as the strictest program would (RFC 5545 and 7986): the least slip raises.

Written from those texts, apart from what it reads.
"""

import re
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

PARAMETER = r";[A-Z0-9-]+=(?:\"[^\"]*\"|[^\";:,]+)(?:,(?:\"[^\"]*\"|[^\";:,]+))*"
LINE = re.compile(rf"(?P<name>[A-Z0-9-]+)(?P<parameters>(?:{PARAMETER})*):(?P<value>.*)")
MOMENT = re.compile(r"\d{8}T\d{6}Z")
OFFSET = re.compile(r"[+-]\d{4}(\d\d)?")
DURATION = re.compile(r"P(\d+W|(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?)")
ONE_TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
TEXTS = re.compile(r"(?:[^\\;]|\\[\\;,nN])*")
CALENDAR = {"VERSION", "PRODID", "CALSCALE", "NAME", "REFRESH-INTERVAL"}
EVENT = {
    "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "STATUS", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION",
    "CATEGORIES", "CONTACT", "URL",
}  # fmt: skip
SEVERAL = {"CATEGORIES", "CONTACT"}  # all others at most once
STATUSES = {"TENTATIVE", "CONFIRMED", "CANCELLED"}
OBSERVANCE = {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"}


class Component(Struct, kw_only=True):
    """What stands between BEGIN and END: its properties, as written, in order, and what it holds."""

    name: str
    properties: list[tuple[str, str]] = []
    inside: list["Component"] = []

    def all(self, name: str) -> list[str]:
        return [value for known, value in self.properties if known == name]

    def one(self, name: str) -> str:
        [value] = self.all(name)
        return value

    def moment(self, name: str) -> datetime:
        value = self.one(name)
        assert MOMENT.fullmatch(value), value
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

    def text(self, name: str) -> str:
        value = self.one(name)
        assert ONE_TEXT.fullmatch(value), value
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def read(body: bytes) -> list[Component]:
    """The events of a calendar, each checked."""
    calendar = _tree(_unfolded(body))
    assert calendar.name == "VCALENDAR"
    assert calendar.one("VERSION") == "2.0"
    assert calendar.one("PRODID")
    assert calendar.inside, "a calendar holds at least one component"
    for name, value in calendar.properties:
        assert name in CALENDAR or name.startswith("X-"), name
        assert len(calendar.all(name)) == 1, name
        assert name not in ("REFRESH-INTERVAL", "X-PUBLISHED-TTL") or DURATION.fullmatch(value), value
    for one in calendar.inside:
        _check(one)
    events = [one for one in calendar.inside if one.name == "VEVENT"]
    assert len({event.one("UID") for event in events}) == len(events)
    return events


def _unfolded(body: bytes) -> list[str]:
    assert body.endswith(b"\r\n")
    pieces = body.removesuffix(b"\r\n").split(b"\r\n")
    lines: list[str] = []
    for piece in pieces:
        assert 0 < len(piece) <= 75, piece
        text = piece.decode()  # no letter is cut in two
        assert not [sign for sign in text if (ord(sign) < 32 and sign != "\t") or ord(sign) == 127], text
        if text[0] in " \t":
            lines[-1] += text[1:]
        else:
            lines.append(text)
    return lines


def _tree(lines: list[str]) -> Component:
    root = Component(name="")
    open_ones = [root]
    for line in lines:
        found = LINE.fullmatch(line)
        assert found, line
        name, value = found["name"], found["value"]
        if name == "BEGIN":
            open_ones.append(Component(name=value))
            open_ones[-2].inside.append(open_ones[-1])
        elif name == "END":
            assert open_ones.pop().name == value
        else:
            assert len(open_ones) > 1, "outside of any component"
            open_ones[-1].properties.append((name, value))
            assert not found["parameters"] or (name, found["parameters"]) == ("REFRESH-INTERVAL", ";VALUE=DURATION")
    assert open_ones == [root]
    [calendar] = root.inside
    return calendar


def _check(one: Component) -> None:
    checks: dict[str, Any] = {"VEVENT": _check_event, "VTIMEZONE": _check_zone}
    checks[one.name](one)


def _check_event(event: Component) -> None:
    for name, value in event.properties:
        assert name in EVENT, name
        assert name in SEVERAL or len(event.all(name)) == 1, name
        assert TEXTS.fullmatch(value) or name == "URL", value
    for name in ("SUMMARY", "DESCRIPTION", "LOCATION", "CONTACT", "UID"):
        event.text(name)
    assert event.moment("DTSTAMP").year > 2000
    event.moment("LAST-MODIFIED")
    assert event.moment("DTEND") > event.moment("DTSTART")
    assert event.one("STATUS") in STATUSES
    assert event.one("SEQUENCE").isdigit()
    assert re.fullmatch(r"https?://[!-~]+", event.one("URL"))
    assert not event.inside


def _check_zone(zone: Component) -> None:
    assert zone.one("TZID")
    assert zone.inside
    for one in zone.inside:
        assert one.name in ("STANDARD", "DAYLIGHT")
        assert {name for name, _ in one.properties} == OBSERVANCE
        assert all(OFFSET.fullmatch(one.one(name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
        assert re.fullmatch(r"\d{8}T\d{6}", one.one("DTSTART"))
