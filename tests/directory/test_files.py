"""Source files as people produce them, values as they write them, extracts of others."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relais.core.errors import Refused
from relais.directory.csv_source import open_csv
from relais.directory.emergency import EMERGENCY
from relais.directory.facts import FIELDS
from relais.directory.freshness import age_sentence, effective_state
from relais.directory.loading import load_snapshot
from relais.directory.location import read_location
from relais.directory.mapping import load_mapping
from relais.directory.model import FactLine, State
from relais.directory.phones import read_phone
from relais.directory.reading import open_source
from relais.directory.rows import COLUMNS, RowReader
from relais.directory.snapshot import snapshot_from_csv
from relais.directory.values import period
from relais.geo.gazetteer import load_gazetteer

FINESS = """finess;etat;type;rs;adresse_num_voie;adresse_type_voie;adresse_nom_voie;adresse_code_postal;\
adresse_lib_routage;com_code;telephone;san_psy;geoloc_4326_lat;geoloc_4326_long
2A0000014;ACTUEL;ET;CLINIQUE D'AJACCIO;12;COURS;NAPOLÉON;20000;AJACCIO;2A004;0495000000;OUI;41,92;8,73
300000015;ACTUEL;ET;CLINIQUE SANS PSYCHIATRIE;1;RUE;HAUTE;30000;NIMES;30189;0466000000;NON;43.83;4.36
300000023;FERME;ET;CLINIQUE FERMÉE;2;RUE;HAUTE;30000;NIMES;30189;0466000001;OUI;43.83;4.36
974000012;ACTUEL;ET;CLINIQUE DE SAINT-DENIS;3;RUE;DU PORT;97400;SAINT DENIS;97411;0262000000;oui;-20.88;55.45
"""


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_file_is_read_however_a_spreadsheet_wrote_it(files: Any, delimiter: str, encoding: str) -> None:
    path = files.write([files.row("a", name="Écoute « cœur »")], delimiter=delimiter, encoding=encoding)
    [line] = open_csv(path).lines()
    assert (line.cells["name"], line.cells["source_label"], line.fault) == (
        "Écoute « cœur »",
        "Bulletin de l'Ordre",
        None,
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vide"),
        (b"slug,name,kind,state,source_label,slug\n", "deux fois : slug"),
        (b"slug,name,couleur\n", "colonnes inconnues : couleur ; colonnes manquantes : kind, state, source_label"),
        (b"slug,name,kind,state,source_label\na,\x00,b,c,d\n", "octets nuls"),
        ("slug,name,kind,state,source_label\n".encode("utf-16"), "UTF-16"),
        (b"slug,name,kind,state,source_label\n\x81\xff\n", "ni en UTF-8 ni en Windows-1252"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_clear_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        open_csv(path)
    assert sentence in refused.value.sentence


def test_an_unclosed_quote_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text('slug,name,kind,state,source_label\na,"b,c,d,e\n', encoding="utf-8")
    with pytest.raises(Refused) as refused:
        list(open_csv(path).lines())
    assert "Ligne 2" in refused.value.sentence


def test_a_line_is_counted_as_an_editor_counts_it(files: Any) -> None:
    rows = [files.row("a", description="sur\ndeux lignes"), files.row("b")]
    assert [line.line for line in open_csv(files.write(rows)).lines()] == [2, 4]


def test_a_line_of_another_length_is_a_fault_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("slug,name,kind,state,source_label\na,b\n\nc,d,e,f,g\n", encoding="utf-8")
    first, second = open_csv(path).lines()
    assert first.fault is not None
    assert first.fault.sentence == "La ligne a 2 cellules, l'en-tête en a 5."
    assert second.fault is None


@pytest.mark.parametrize(
    ("typed", "e164", "display", "toll"),
    [
        ("0800 288 038", "+33800288038", "0800 288 038", "free"),
        ("0608282589", "+33608282589", "06 08 28 25 89", "standard"),
        ("06.08.28.25.89", "+33608282589", "06 08 28 25 89", "standard"),
        ("+33 4 76 51 56 00", "+33476515600", "04 76 51 56 00", "standard"),
        ("0262 20 30 40", "+262262203040", "0262 20 30 40", "standard"),
        ("0596 39 01 01", "+596596390101", "0596 39 01 01", "standard"),
        ("0690 12 34 56", "+590690123456", "0690 12 34 56", "standard"),
        ("0269 61 10 10", "+262269611010", "0269 61 10 10", "standard"),
        ("0826 004 580", "+33826004580", "0826 004 580", "premium"),
        ("3114", "3114", "3114", "unknown"),
    ],
)
def test_a_number_is_dialled_where_it_is_and_read_as_it_was_written(
    typed: str, e164: str, display: str, toll: str
) -> None:
    phone = read_phone(typed)
    assert (phone.e164, phone.display, phone.toll) == (e164, display, toll)


@pytest.mark.parametrize(
    "typed", ["", "0612", "01 53 89 32 ..", "05 61 33", "1234", "abc", "06 08 28 25 89 12", "00", "000"]
)
def test_what_is_no_french_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="numéro"):
        read_phone(typed)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016", date(2016, 1, 1), date(2016, 12, 31)),
        ("2011-12", date(2011, 12, 1), date(2011, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-06-29", date(2023, 6, 29), date(2023, 6, 29)),
        ("2013-2016", date(2013, 1, 1), date(2016, 12, 31)),
        ("vers 2016", None, None),
        ("non datée", None, None),
        ("2023-13", None, None),
    ],
)
def test_the_period_of_a_source_is_told_when_it_can_be(text: str, first: date | None, last: date | None) -> None:
    assert period(text) == (first, last)


def test_a_commune_gives_its_point_and_departement() -> None:
    gazetteer = load_gazetteer()
    found, _ = read_location({"commune": "30351"}, gazetteer)
    commune = gazetteer.communes["30351"]
    assert (found["departement"], found["lat"], found["lon"]) == ("30", commune.lat, commune.lon)
    assert found["location_precision"] == "commune"
    _, refusals = read_location({"commune": "30351", "departement": "84"}, gazetteer)
    assert refusals == [("departement", "La commune Villeneuve-lès-Avignon est dans le département 30.")]


@given(st.dictionaries(st.sampled_from(sorted(COLUMNS)), st.text(max_size=40)))
def test_no_line_whatever_breaks_the_reader(row: dict[str, str]) -> None:
    read = RowReader(load_gazetteer(), {}).read(2, row)
    assert bool(read.facts) != bool(read.faults)


def line(
    state: State, *, confirmed_at: datetime | None = None, field: str = "phone", date_text: str = "2016"
) -> FactLine:
    return FactLine(
        field=field,
        state=state,
        source_label="s",
        source_date_text=date_text,
        confirmed_at=confirmed_at,
        confirmed_how="appel",
    )


MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_age_of_a_fact_is_said_in_words() -> None:
    assert age_sentence(line("sourced"), MARCH) == "source 2016"
    assert age_sentence(line("to_verify", date_text="non datée"), MARCH) == "source non datée"
    assert age_sentence(line("sourced", date_text=""), MARCH) == "source non datée"
    assert age_sentence(line("confirmed", confirmed_at=datetime(2026, 2, 1, 23, 30, tzinfo=UTC)), MARCH) == (
        "confirmé le 2 février 2026"
    )
    assert age_sentence(line("confirmed", confirmed_at=datetime(2025, 6, 1, 8, tzinfo=UTC)), MARCH) == (
        "confirmé le 1er juin 2025, à revoir"
    )


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_only_a_confirmation_older_than_its_budget_is_stale(field: str) -> None:
    budget = FIELDS[field].budget_days
    for days, state in ((budget, "confirmed"), (budget + 1, "stale")):
        at = datetime.fromtimestamp(MARCH.timestamp() - days * 86_400, tz=UTC)
        assert effective_state(line("confirmed", confirmed_at=at, field=field), MARCH) == state
    for state in ("sourced", "to_verify", "draft", "doubtful"):
        assert effective_state(line(state, field=field), MARCH) == state


def test_a_confirmation_without_a_date_does_not_hold() -> None:
    assert effective_state(line("confirmed"), MARCH) == "stale"


def test_a_telephone_number_needs_two_persons_and_is_confirmed_every_quarter() -> None:
    assert FIELDS["phone"].two_persons
    assert (FIELDS["phone"].budget_days, FIELDS["hours"].budget_days, FIELDS["description"].budget_days) == (
        90,
        180,
        365,
    )


def test_emergency_numbers_are_there_with_their_sources_and_without_any_file(tmp_path: Path) -> None:
    snapshot = snapshot_from_csv(tmp_path)
    assert [service.slug for service in snapshot.services] == [
        "15", "3114", "112", "114", "17", "18", "3919", "119", "drogues-info-service",
    ]  # fmt: skip
    for service in EMERGENCY:
        assert service.kind == "urgence"
        assert service.free == "yes"
        assert service.facts[0].source_label
        assert service.contacts[0].e164 in (service.slug, "+33800231313")


def test_a_desk_without_database_or_copy_still_answers_from_the_data_files(files: Any) -> None:
    snapshot = snapshot_from_csv(files.data_dir)
    assert snapshot.by_slug["cnom-ecoute"].contacts[0].e164 == "+33800288038"
    assert snapshot.by_slug["cnom-commission"].organization_name == snapshot.by_slug["cnom-ecoute"].organization_name
    assert len([slug for slug in snapshot.by_slug if slug.startswith("cdom-")]) == 101
    assert any(number.never for number in snapshot.retired_numbers)


def test_a_damaged_data_file_takes_only_its_own_lines_away(data_copy: Any) -> None:
    folder = data_copy()
    (folder / "associations.csv").write_bytes(b"\x00")
    (folder / "fact_sources.csv").unlink()
    slugs = snapshot_from_csv(folder).by_slug
    assert "cdom-69" in slugs
    assert "mots" not in slugs


@pytest.mark.anyio
async def test_the_finess_extract_enters_as_drafts_that_nobody_sees(db: Any, files: Any, tmp_path: Path) -> None:
    path = tmp_path / "t_finess.csv"
    path.write_text(FINESS, encoding="cp1252")
    mapping = load_mapping(files.data_dir / "mappings" / "finess.toml")
    from relais.directory.importer import apply_import, plan_import

    plan = await plan_import(db, open_source(path, data_dir=files.data_dir, mapping=mapping))
    assert plan.faults == ()
    assert (plan.source, plan.added) == ("finess", 2)
    await apply_import(db, plan)
    assert not any(slug.startswith("finess") for slug in (await load_snapshot(db)).by_slug)
    rows = await db.fetch(
        "SELECT s.slug, s.address, s.departement, s.lat, s.state, c.e164, c.purpose"
        " FROM service s JOIN contact c ON c.service = s.slug ORDER BY s.slug"
    )
    assert [tuple(row) for row in rows] == [
        ("finess-2a0000014", "12 COURS NAPOLÉON", "2A", 41.92, "draft", "+33495000000", "admin"),
        ("finess-974000012", "3 RUE DU PORT", "974", -20.88, "draft", "+262262000000", "admin"),
    ]


def test_a_mapping_that_does_not_fit_is_refused_in_french(files: Any, tmp_path: Path) -> None:
    for name, content, sentence in (
        ("a.toml", "name = ", "ne se lit pas"),
        ("b.json", '{"name": "x", "columns": {"couleur": "{c}"}}', "colonnes inconnues : couleur"),
        ("c.json", '{"name": "x", "columns": {}, "autre": 1}', "ne se lit pas"),
        ("absent.toml", None, "introuvable"),
    ):
        if content is not None:
            (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(Refused) as refused:
            load_mapping(tmp_path / name)
        assert sentence in refused.value.sentence
    (tmp_path / "autre.csv").write_text("numero;nom\n1;x\n", encoding="utf-8")
    with pytest.raises(Refused, match="mapping"):
        open_source(
            tmp_path / "autre.csv",
            data_dir=files.data_dir,
            mapping=load_mapping(files.data_dir / "mappings" / "finess.toml"),
        )


def test_every_field_can_be_read_from_a_file_and_edited() -> None:
    from relais.directory import publishing, rows
    from relais.directory.values import PARSERS

    special = {"coverage", "council_of", "phone", "location", "closure"}
    assert set(FIELDS) == set(PARSERS) | special
    for module in (rows, publishing):
        source = Path(module.__file__ or "").read_text(encoding="utf-8")
        assert [code for code in special if f'"{code}"' not in source] == []
