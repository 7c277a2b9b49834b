"""The form of hours: what a person ticks is what a listener reads, at every hour of a year."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from relais.directory.hours import open_state, sentence
from relais.directory.hours_form import (
    DAY_NAMES,
    Holidays,
    HoursForm,
    HoursRow,
    faults,
    from_osm,
    read_clock,
    read_posted,
    samples,
    to_osm,
    with_empty_row,
)
from relais.directory.hours_rules import WEEK, Day

PARIS = ZoneInfo("Europe/Paris")
NATIONAL = frozenset(holidays.country_holidays("FR", years=(2025, 2026)))
TOLD: tuple[Holidays, ...] = ("open",)
SILENT: tuple[Holidays, ...] = ("same", "closed")
OFFICE: tuple[Day, ...] = ("Mo", "Tu", "We", "Th", "Fr")


def row(days: tuple[Day, ...], opens: str, closes: str) -> HoursRow:
    return HoursRow(days=days, opens=opens, closes=closes)


def is_open(form: HoursForm, at: datetime) -> bool:
    """The meaning of a form, written apart: windows belong to the day they begin, a holiday is a calendar day."""
    if form.always:
        return form.holidays != "closed" or at.date() not in NATIONAL
    if form.holidays != "same" and at.date() in NATIONAL and not _every_day_alike(form):
        return any("PH" in one.days and read_clock(one.opens) <= _minute(at) < _end(one) for one in form.rows)
    today, yesterday = WEEK[at.weekday()], WEEK[(at.weekday() - 1) % 7]
    return any(
        (today in one.days and read_clock(one.opens) <= _minute(at) < _end(one))
        or (yesterday in one.days and read_clock(one.opens) <= _minute(at) + 1440 < _end(one))
        for one in form.rows
    )


def _minute(at: datetime) -> int:
    return at.hour * 60 + at.minute


def _end(one: HoursRow) -> int:
    end = read_clock(one.closes)
    return end if end > read_clock(one.opens) else end + 1440


def _every_day_alike(form: HoursForm) -> bool:
    return all(len(one.days) == 8 for one in form.rows) and bool(form.rows)


@st.composite
def forms(draw: st.DrawFn) -> HoursForm:
    clock = st.integers(0, 48).map(lambda half: f"{half // 2:02}:{half % 2 * 30:02}")
    every = st.sampled_from(list(DAY_NAMES))
    rows = draw(
        st.lists(
            st.builds(
                HoursRow,
                days=st.one_of(st.sets(every, min_size=1), st.just(set(DAY_NAMES))).map(
                    lambda days: tuple(day for day in DAY_NAMES if day in days)
                ),
                opens=clock,
                closes=clock,
            ),
            max_size=4,
        )
    )
    told = any("PH" in one.days for one in rows)
    chosen = draw(st.sampled_from(TOLD if told else SILENT))
    form = HoursForm(always=draw(st.sampled_from([False] * 9 + [True])), rows=tuple(rows), holidays=chosen)
    assume(not faults(form))
    return form


GRID = [
    datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    for start in (date(2026, 1, 12), date(2026, 7, 12), date(2026, 5, 6), date(2026, 8, 14), date(2026, 10, 31))
    for day in (start + timedelta(days=after) for after in range(5))
    for minute in range(15, 1440, 30)
]


@settings(max_examples=60, deadline=None)
@given(forms())
def test_a_form_opens_and_closes_exactly_as_ticked(form: HoursForm) -> None:
    text = to_osm(form)
    again = from_osm(text)
    assert again is not None
    assert to_osm(again, former=text) == text
    if not text:
        return
    for at in GRID:
        expected = "open" if is_open(form, at) else "closed"
        assert open_state(text, at.replace(tzinfo=PARIS)) == expected, (text, at)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (HoursForm(always=True), "24/7"),
        (HoursForm(always=True, holidays="closed"), "24/7; PH off"),
        (HoursForm(), ""),
        (HoursForm(rows=(row(tuple(WEEK), "21:00", "02:30"),)), "Mo-Su 21:00-02:30"),
        (
            HoursForm(rows=(row(OFFICE, "9h", "12 h"), row((*OFFICE, "Sa"), "14:00", "18h30")), holidays="closed"),
            "Mo-Fr 09:00-12:00,14:00-18:30; Sa 14:00-18:30; PH off",
        ),
        (
            HoursForm(rows=(row(("Fr",), "21:00", "2:30"), row(("Sa",), "10:00", "0:00"))),
            "Fr 21:00-02:30, Sa 10:00-24:00",
        ),
        (HoursForm(rows=(row((*WEEK, "PH"), "08:00", "02:00"),), holidays="open"), "Mo-Su,PH 08:00-02:00"),
        (
            HoursForm(rows=(row((*OFFICE, "PH"), "09:00", "17:00"), row(("Sa",), "10:00", "12:00")), holidays="open"),
            "Mo-Fr 09:00-17:00; Sa 10:00-12:00; PH 09:00-17:00",
        ),
        (HoursForm(rows=(row(("Mo", "We", "Th"), "0:00", "24:00"),)), "Mo,We-Th 00:00-24:00"),
    ],
)
def test_a_form_writes_osm_text(form: HoursForm, text: str) -> None:
    assert to_osm(form) == text


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "Mo-Fr 10:00-21:00; Sa 10:00-14:00",
        "21:00-02:30",
        "Sa,Su 10:00-24:00",
        "Mo-Fr 09:00-12:00, Mo-Fr 14:00-18:00; PH off",
        "24/7; Sa off",
        "Mo-Sa 09:00-18:00; We off",
        "Mo-Su,PH 08:00-02:00",
        "Fr-Mo 20:00-23:00",
        "Mo 22:00-26:30",
        "PH 10:00-12:00",
    ],
)
def test_a_text_within_the_form_goes_in_and_comes_out_untouched(text: str) -> None:
    form = from_osm(text)
    assert form is not None
    assert to_osm(form, former=text) == text
    assert sentence(to_osm(form)) == sentence(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mo[1] 14:00-16:00",
        "Mo-Fr 09:00-17:00; Aug off",
        'Mo-Fr 09:00-17:00 "sur rendez-vous"',
        "Mo-Fr 09:00+",
        "Mo-Fr 09:00-17:00 unknown",
        "off",
        "Fr 21:00-02:30; Sa 10:00-12:00",  # read strictly, the night stops at midnight
        "n'importe quoi",
        "24/7, Mo 10:00-12:00; SH off",
    ],
)
def test_a_text_beyond_the_form_is_not_rewritten_by_surprise(text: str) -> None:
    assert from_osm(text) is None


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (HoursForm(rows=(row((), "9:00", "10:00"),)), "Ligne 1 : cochez au moins un jour."),
        (HoursForm(rows=(row(("Mo",), "", "10:00"),)), "Ligne 1 : l'heure d'ouverture manque."),
        (HoursForm(rows=(row(("Mo",), "9:00", "25:00"),)), "Ligne 1 : « 25:00 » n'est pas une heure"),
        (HoursForm(rows=(row(("Mo",), "9:00", "24:30"),)), "Ligne 1 : « 24:30 » n'est pas une heure"),
        (HoursForm(rows=(row(("Mo",), "9:00", "9 h"),)), "Ligne 1 : l'ouverture et la fermeture sont à la même heure"),
        (HoursForm(rows=(row(("Mo",), "24:00", "2:00"),)), "Ligne 1 : ouvrir à 24:00"),
        (
            HoursForm(rows=(row(("Mo",), "9:00", "12:00"), row(("Mo", "Tu"), "11:00", "13:00"))),
            "Lignes 1 et 2 : les heures se recouvrent (lundi).",
        ),
        (HoursForm(rows=(row(("Mo", "PH"), "9:00", "12:00"),)), "Ligne 1 : « jours fériés » est coché, mais"),
        (HoursForm(rows=(row(("Mo",), "9:00", "12:00"),), holidays="open"), "Cochez « jours fériés »"),
        (HoursForm(holidays="closed"), "Ajoutez une ligne"),
        (
            HoursForm(rows=(row(("Mo", "PH"), "21:00", "2:00"),), holidays="open"),
            "Ligne 1 : un jour férié qui a ses propres heures s'arrête à minuit",
        ),
    ],
)
def test_a_fault_names_its_row_in_french(form: HoursForm, said: str) -> None:
    assert faults(form)[0].sentence.startswith(said)
    with pytest.raises(ValueError, match=r"\w"):
        to_osm(form)


def test_a_posted_form_is_read_whatever_it_holds() -> None:
    sent = {
        "days-1": ["Mo", "Xx", "PH"],
        "opens-1": [" 9 h "],
        "closes-1": ["12:00"],
        "holidays": ["open"],
        "days-3": [],
    }
    form = read_posted(sent)
    assert form == HoursForm(rows=(row(("Mo", "PH"), "9 h", "12:00"),), holidays="open")
    assert read_posted({"always": ["1"], "holidays": ["?"]}) == HoursForm(always=True)
    assert len(with_empty_row(form).rows) == 2


def test_three_moments_are_answered_on_the_clock_of_the_place() -> None:
    now = datetime(2026, 11, 22, 20, 30, tzinfo=ZoneInfo("UTC"))  # Sunday; past midnight in Réunion
    assert samples("Mo-Fr 09:00-18:00; PH off", "69", now) == (
        ("mardi 24 novembre à 10 h", "open"),
        ("ce soir à 23 h", "closed"),
        ("dimanche 29 novembre à 15 h", "closed"),
    )
    reunion = samples("Mo 22:30-23:30", "974", now)
    assert reunion[1] == ("ce soir à 23 h", "open")
    late = samples("", "", datetime(2026, 11, 22, 22, 30, tzinfo=ZoneInfo("UTC")))
    assert late[1] == ("demain soir à 23 h", "unknown")


@given(st.text(max_size=40))
def test_no_text_whatever_breaks_the_form(text: str) -> None:
    form = from_osm(text)
    assert form is None or not faults(form)
