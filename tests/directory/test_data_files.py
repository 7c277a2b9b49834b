"""House rules of the directory's data: what a wrong line in `data/` would cost is paid by a caller."""

import csv
import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import get_args

import phonenumbers
import pytest
from opening_hours import OpeningHours

from relais.core.text import digits
from relais.directory.facts import FIELDS
from relais.directory.model import Audience, Charter, Kind, Need, Toll

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ASSOCIATIONS, UNITS, COUNCILS = (read(name) for name in ("associations.csv", "hospital_options.csv", "councils.csv"))
SERVICES = ASSOCIATIONS + UNITS + COUNCILS
BY_SLUG = {row["slug"]: row for row in SERVICES}
FACTS = read("fact_sources.csv")
RETIRED = read("retired_numbers.csv")
DEPARTEMENTS = [row["code"] for row in read("geo/departements.csv")]
COMMUNES = {row["insee"]: row["departement"] for row in read("geo/communes.csv")}

_NAMED = """
    cnom-ecoute cnom-commission mots asra arene ermb apss asspc aapms sps imhotep medaide smart-cfar sos-sihp sos-ihn
    cnae nightline afem gpm carmf carmf-fas cng cresus dabm-85 stimulus-85 prestasocial-85 pass belle-rive le-gouz
    usps-chatillon psypro-seyssins peps-toulouse consultation-cdm44
"""
NAMED = _NAMED.split()
FURTHER = {"belle-rive-jour": "belle-rive", "le-gouz-jour": "le-gouz", "peps-toulouse-consultation": "peps-toulouse"}
LEVEL_C = ["arene", "ermb", "apss", "asspc", "aapms", "imhotep", "sos-ihn", "gpm", "cng"]
TO_VERIFY = ["afem", "smart-cfar", "medaide", "sos-sihp", "carmf-fas", "carmf", "nightline", "cresus", "dabm-85"]
# Every telephone number that may be shown: a new one needs a second reader, so it is written twice.
PHONES = {
    "cnom-ecoute": "0800 288 038",
    "mots": "06 08 28 25 89",
    "asra": "0805 62 01 33",
    "sps": "0805 23 23 36",
    "cnae": "0800 737 800",
    "afem": "01 45 51 55 90",
    "smart-cfar": "0800 00 69 62",
    "medaide": "04 65 40 00 10",
    "carmf-fas": "01 40 68 32 46",
    "cdom-38": "04 76 51 56 00",
    "cdom-78": "01 30 80 82 82",
    "cdom-80": "03 22 33 07 42",
    "cdom-92": "01 47 33 89 34",
}
OVERSEAS = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "976": "YT"}
CLOSED_LISTS = {
    "needs": get_args(Need),
    "audiences": get_args(Audience),
    "admission": ("self", "letter", "doctor", "association", "council"),
    "coverage": ("FR", *DEPARTEMENTS),
}
CLOSED_VALUES = {
    "kind": get_args(Kind),
    "charter": ("", *get_args(Charter)),
    "convention": ("", "cnom", "carmf", "cng"),
    "phone_toll": ("", *get_args(Toll)),
    "phone_purpose": ("", "help", "admin"),
    "email_purpose": ("", "help", "admin"),
    "location_precision": ("", "address", "commune", "departement"),
    "state": ("sourced", "to_verify"),
    **dict.fromkeys(("anonymous", "free", "independent", "dedicated"), ("", "yes", "no", "unknown")),
}


def values(row: Row, column: str) -> list[str]:
    return row[column].split("|") if row[column] else []


def slugs_where(column: str, value: str) -> set[str]:
    return {row["slug"] for row in SERVICES if row[column] == value and row not in COUNCILS}


def council_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_councils", ROOT / "scripts" / "build_councils.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_slugs_are_exactly_those_agreed_and_unique() -> None:
    assert len(BY_SLUG) == len(SERVICES)
    councils = [f"cdom-{code.lower()}" for code in DEPARTEMENTS]
    assert sorted(BY_SLUG) == sorted([*NAMED, *FURTHER, *councils])


def test_the_three_files_share_one_header_and_no_line_has_a_stray_cell() -> None:
    assert {tuple(row) for row in SERVICES} == {tuple(SERVICES[0])}
    assert all(None not in row and None not in row.values() for row in SERVICES + FACTS + RETIRED)


def test_a_further_service_hangs_on_the_main_service_of_its_organisation() -> None:
    for row in SERVICES:
        if row["organization"]:
            main = BY_SLUG[row["organization"]]
            assert main["organization"] == ""
            assert main["organization_name"] == row["organization_name"]
    assert all(BY_SLUG[slug]["organization"] == main for slug, main in FURTHER.items())


def test_two_services_say_the_same_of_their_organisation_from_the_same_source() -> None:
    own = {(fact["slug"], fact["field"]): fact for fact in FACTS}
    fields = [code for code, field in FIELDS.items() if field.subject == "organization"]
    for row in SERVICES:
        main = BY_SLUG[row["organization"] or row["slug"]]
        for field in (field for field in fields if row[field] or main[field]):
            assert row[field] == main[field], (row["slug"], field)
            sources = [own.get((each["slug"], field), each) for each in (row, main)]
            assert sources[0]["source_label"] == sources[1]["source_label"], (row["slug"], field)


@pytest.mark.parametrize("column", CLOSED_LISTS)
def test_lists_hold_known_codes_once_each(column: str) -> None:
    for row in SERVICES:
        codes = values(row, column)
        assert set(codes) <= set(CLOSED_LISTS[column]), row["slug"]
        assert len(set(codes)) == len(codes), row["slug"]


@pytest.mark.parametrize("column", CLOSED_VALUES)
def test_single_codes_belong_to_their_closed_list(column: str) -> None:
    assert {row[column] for row in SERVICES} <= set(CLOSED_VALUES[column])


def test_coverage_is_the_country_alone_or_departements_and_says_so_when_unknown() -> None:
    for row in SERVICES:
        coverage = values(row, "coverage")
        assert "FR" not in coverage or coverage == ["FR"], row["slug"]
        assert coverage or row["coverage_note"], row["slug"]


def test_every_line_has_a_name_a_kind_a_description_and_a_source_with_its_date() -> None:
    needed = ("name", "organization_name", "kind", "description", "source_label", "source_date")
    assert [(row["slug"], each) for row in SERVICES for each in needed if not row[each]] == []
    assert all(row["source_label"] and row["source_date"] for row in FACTS + RETIRED)


def test_sources_are_titles_that_a_reader_can_find() -> None:
    for row in SERVICES + FACTS:
        assert not re.search(r"seed|memory|remembered|crawl|\.txt|\.\.\.", row["source_label"] + row["note"]), row
        assert re.fullmatch(r"(https?://[^\s;]+[^.\s;])?", row["source_url"]), row


def test_the_source_of_a_field_names_a_service_and_a_field_it_fills() -> None:
    seen = [(fact["slug"], fact["field"]) for fact in FACTS]
    assert len(set(seen)) == len(seen)
    for slug, field in seen:
        assert any(BY_SLUG[slug].get(column) for column in FIELDS[field].source_columns), (slug, field)
    assert {fact["state"] for fact in FACTS} == {"sourced", "to_verify"}


def test_the_telephone_numbers_shown_are_exactly_those_listed_here() -> None:
    assert {row["slug"]: row["phone"] for row in SERVICES if row["phone"]} == PHONES


def test_telephone_numbers_are_valid_in_their_departement_and_say_toll_and_purpose() -> None:
    for slug in PHONES:
        row = BY_SLUG[slug]
        number = phonenumbers.parse(row["phone"], OVERSEAS.get(row["departement"], "FR"))
        assert phonenumbers.is_valid_number(number), slug
        assert row["phone_purpose"] == "help"
        assert row["phone_toll"] == ("free" if digits(row["phone"]).startswith("080") else "standard")


def test_no_text_carries_a_number_that_is_not_published() -> None:
    published = {digits(number) for number in PHONES.values()}
    for row in SERVICES + FACTS:
        texts = (text for column, text in row.items() if column not in ("source_url", "website"))
        for run in re.findall(r"\+?\d(?:[ .\u202f\u00a0-]?\d){8,}", "\n".join(texts)):
            assert digits(run) in published, (row["slug"], run)


def test_retired_numbers_are_listed_apart_and_lead_to_a_service_of_the_directory() -> None:
    never = {row["digits"] for row in RETIRED if row["never"] == "yes"}
    assert never == {"0630108557", "0800203007"}
    for row in RETIRED:
        assert digits(row["display"]) == row["digits"]
        assert row["never"] in ("yes", "no")
        assert row["replaced_by"] in ("", "cnom-ecoute")
        assert not (row["never"] == "yes" and row["replaced_by"])


def test_an_email_has_a_purpose_and_no_line_gives_that_of_mots() -> None:
    for row in SERVICES:
        assert bool(row["email"]) == bool(row["email_purpose"]), row["slug"]
        assert re.fullmatch(r"([^@\s]+@[^@\s]+\.[a-z]+)?", row["email"]), row["slug"]
    assert BY_SLUG["mots"]["email"] == ""


def test_hours_can_be_read_and_are_given_only_with_a_way_to_reach_the_service() -> None:
    for row in SERVICES:
        if row["hours"]:
            OpeningHours(row["hours"], country="FR")
            assert row["phone"] or row["website"], row["slug"]


def test_level_c_has_name_role_and_territory_only() -> None:
    kept_out = ("phone", "email", "website", "address", "hours", "anonymous", "free", "independent")
    assert [(slug, each) for slug in LEVEL_C for each in kept_out if BY_SLUG[slug][each]] == []
    assert {BY_SLUG[slug]["state"] for slug in LEVEL_C + TO_VERIFY} == {"to_verify"}


def test_level_a_is_sourced() -> None:
    assert {BY_SLUG[slug]["state"] for slug in ("cnom-ecoute", "mots", "asra", "sps", "cnae")} == {"sourced"}


def test_yes_is_said_only_where_a_source_says_it() -> None:
    assert slugs_where("independent", "yes") == {"sps"}
    assert slugs_where("independent", "no") == {"cnom-ecoute", "cnom-commission", "pass", "consultation-cdm44"}
    assert {row["independent"] for row in COUNCILS} == {"no"}
    assert slugs_where("anonymous", "yes") == {
        "cnom-ecoute", "sps", "smart-cfar", "sos-sihp", "nightline", "consultation-cdm44",
    }  # fmt: skip
    assert slugs_where("free", "yes") == {"cnom-ecoute", "mots", "asra", "sps", "smart-cfar", "cnae"}
    assert slugs_where("dedicated", "yes") == {"belle-rive", "le-gouz", "le-gouz-jour", "usps-chatillon"}


def test_nobody_is_called_signatory_and_the_charter_and_convention_have_their_source() -> None:
    sourced = {(fact["slug"], fact["field"]) for fact in FACTS}
    assert slugs_where("charter", "signatory") == set()
    for row in SERVICES:
        for field in ("charter", "convention"):
            assert not row[field] or (row["slug"], field) in sourced, row["slug"]


def test_care_units_wait_for_verification_without_a_number_and_say_through_whom_to_go() -> None:
    for row in UNITS:
        assert row["state"] == "to_verify"
        assert (row["phone"], row["email"]) == ("", "")
        assert values(row, "admission") == ["doctor", "association", "council"]
        assert row["admission_note"].startswith("Admission à vérifier")
        assert re.fullmatch(r"(vers )?\d{4}(-\d{2})?", row["last_seen_open"])
        assert ("hospitalisation" in values(row, "needs")) == row["kind"].startswith("hospitalisation")
    assert "Vu ouvert en 02/2021" in BY_SLUG["le-gouz"]["admission_note"]


def test_a_place_is_a_commune_of_its_departement() -> None:
    for row in SERVICES:
        assert row["departement"] in ("", *DEPARTEMENTS)
        if row["commune"]:
            assert COMMUNES[row["commune"]] == row["departement"], row["slug"]
        assert (row["location_precision"] == "commune") == bool(row["commune"]), row["slug"]


def test_there_is_one_council_for_each_of_the_101_departements() -> None:
    assert len(COUNCILS) == 101
    for row, code in zip(COUNCILS, DEPARTEMENTS, strict=True):
        assert (row["council_of"], row["coverage"], row["departement"]) == (code, code, code)
        assert "L.4123-1" in row["source_label"]
        assert row["kind"] == "conseil"


def test_a_contact_of_a_council_is_to_be_verified() -> None:
    states = {(fact["slug"], fact["field"]): fact["state"] for fact in FACTS}
    for row in COUNCILS:
        for column, field in {"phone": "phone", "email": "email", "address": "location"}.items():
            assert not row[column] or states[row["slug"], field] == "to_verify", row["slug"]
    assert {row["council_of"] for row in COUNCILS if row["email"]} == {"38", "74", "78", "92"}


def test_councils_are_what_their_script_writes() -> None:
    script = council_script()
    written = [script.council(row["code"], row["name"]) for row in read("geo/departements.csv")]
    assert [{key: value for key, value in row.items() if value} for row in COUNCILS] == [
        {key: value for key, value in row.items() if value} for row in written
    ]
    lines = [line for row in written for line in script.provenance(row)]
    assert [fact for fact in FACTS if fact["slug"].startswith("cdom-")] == lines


def test_a_closed_service_leads_to_one_that_is_open() -> None:
    closed = [row for row in SERVICES if row["closed_on"]]
    assert [(row["slug"], row["replaced_by"], row["closed_on"][:7]) for row in closed] == [
        ("pass", "cnom-ecoute", "2019-04")
    ]
