"""The agenda as iCalendar: what RFC 5545 asks, line by line, and as the strictest program would read it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relais.geo.gazetteer import load_gazetteer
from relais.programme.ics import calendar, escaped, folded
from relais.programme.model import Action
from tests.programme.making import action
from tests.programme.strict_reader import read

ORIGIN = "https://relais.test"


def made(*actions: Action) -> bytes:
    return calendar(actions, load_gazetteer(), origin=ORIGIN, names={"asra": "ASRA"})


def unfolded(body: bytes) -> list[str]:
    return body.decode().replace("\r\n ", "").split("\r\n")


def test_an_event_says_what_where_when_and_by_whom() -> None:
    one = action()
    lines = unfolded(made(one))
    for line in (
        f"UID:{one.id}",
        "DTSTAMP:20300501T100000Z",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "DTSTART:20310114T080000Z",
        "DTEND:20310114T160000Z",
        "SUMMARY:Journée de dépistage cardiovasculaire",
        "LOCATION:1 place de l'Hôpital\\, Lyon (69)",
        "CATEGORIES:dépistage",
        "CONTACT:ASRA\\, Secrétariat",
        "URL:https://relais.test/agenda/depistage-lyon",
    ):
        assert line in lines
    assert lines[:4] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Relais//Agenda//FR", "CALSCALE:GREGORIAN"]
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_a_cancelled_action_keeps_its_identifier_and_says_so_in_a_later_sequence() -> None:
    one = action(state="cancelled", reason="postponed")
    lines = unfolded(made(one))
    assert {f"UID:{one.id}", "SEQUENCE:1", "STATUS:CANCELLED"} <= set(lines)
    assert "SUMMARY:Annulé : Journée de dépistage cardiovasculaire" in lines


def test_times_are_in_universal_time_whatever_the_place() -> None:
    start = datetime.fromisoformat("2031-01-14T09:00:00+04:00")
    lines = unfolded(made(action(starts_at=start, ends_at=start + timedelta(hours=1), zone="Indian/Reunion")))
    assert "DTSTART:20310114T050000Z" in lines


def test_what_has_no_date_is_left_out_and_a_calendar_is_never_empty() -> None:
    lines = unfolded(made(action(starts_at=None, ends_at=None, booking="none")))
    assert not [line for line in lines if line.startswith(("BEGIN:VEVENT", "UID"))]
    assert lines.count("BEGIN:VTIMEZONE") == 1


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a, b; c\\d", "a\\, b\\; c\\\\d"),
        ("deux\nlignes", "deux\\nlignes"),
        ("deux\r\nlignes\rtrois", "deux\\nlignes\\ntrois"),
        ("cloche\x07 et\x00 nul\x7f", "cloche et nul"),
        ("BEGIN:VEVENT\nUID:autre", "BEGIN:VEVENT\\nUID:autre"),
    ],
)
def test_a_text_never_breaks_out_of_its_line(text: str, written: str) -> None:
    assert escaped(text) == written


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs")), max_size=400))
def test_a_folded_line_is_short_whole_letters_and_comes_back_as_it_was(text: str) -> None:
    line = f"SUMMARY:{escaped(text)}"
    wire = folded(line).encode()
    assert wire.endswith(b"\r\n")
    for piece in wire.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(piece) <= 75
        piece.decode()
    assert wire.decode().removesuffix("\r\n").replace("\r\n ", "") == line


def test_every_line_of_a_long_description_is_folded() -> None:
    body = made(action(description="Éducation à la santé, prévention ; " * 60))
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert b"\n" not in body.replace(b"\r\n", b"")


def test_the_stamp_moves_only_when_the_action_does() -> None:
    one = action()
    assert made(one) == made(one)
    later = action(id=one.id, state="cancelled", reason="place", state_at=datetime(2030, 7, 1, tzinfo=UTC))
    assert "DTSTAMP:20300701T000000Z" in unfolded(made(later))


TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1, max_size=300)


@given(title=TEXT, description=TEXT, address=TEXT, contact=TEXT)
def test_whatever_was_typed_is_read_back_by_the_strictest_program(
    title: str, description: str, address: str, contact: str
) -> None:
    one = action(title=title, description=description, address=address, contact=contact)
    other = action(slug="autre", state="cancelled", reason="place")
    event, cancelled = read(made(one, other))
    shown = title.replace("\r\n", "\n").replace("\r", "\n")
    assert event.text("SUMMARY") == "".join(sign for sign in shown if sign == "\n" or (sign >= " " and sign != "\x7f"))
    assert event.text("UID") == str(one.id)
    assert (event.one("STATUS"), cancelled.one("STATUS")) == ("CONFIRMED", "CANCELLED")
    assert (event.one("SEQUENCE"), cancelled.one("SEQUENCE")) == ("0", "1")


def test_an_empty_calendar_is_read_by_the_strictest_program() -> None:
    assert read(made()) == []


def test_hours_of_paris_stand_on_both_sides_of_the_change_of_clocks() -> None:
    paris = ZoneInfo("Europe/Paris")
    for day, first, last in (  # summer time ends, then begins
        ("2031-10-25", "2031-10-25T07:00:00+00:00", "2031-10-26T16:30:00+00:00"),
        ("2031-03-29", "2031-03-29T08:00:00+00:00", "2031-03-30T15:30:00+00:00"),
    ):
        start = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=paris)
        end = (start + timedelta(days=1)).replace(hour=17, minute=30)
        [event] = read(made(action(starts_at=start.astimezone(UTC), ends_at=end.astimezone(UTC))))
        assert (event.moment("DTSTART").isoformat(), event.moment("DTEND").isoformat()) == (first, last)
        assert event.moment("DTSTART").astimezone(paris).hour == 9
        assert event.moment("DTEND").astimezone(paris).hour == 17
