"""The edition without a server."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from relais.core import clock
from relais.core.errors import Refused
from relais.geo.gazetteer import load_gazetteer
from relais.search.export_static import export_static
from tests.web.reading import Page
from tests.web.site import directory


def pages_of(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("editions") / "relais"
    written = export_static(folder, directory(), load_gazetteer(), directory().as_of)
    assert not written.expired
    assert written.pages == len(pages_of(folder)) == 1 + 101 + 18
    return folder


def test_every_link_of_the_edition_is_a_file_beside_it_or_a_number(edition: Path) -> None:
    names = {path.name for path in edition.iterdir()}
    for name, text in pages_of(edition).items():
        for address in re.findall(r'(?:href|src|action)="([^"]*)"', text):
            outside = address.startswith(("tel:", "sms:", "#"))
            assert outside or address in names, f"{name}: {address}"


def test_the_edition_has_no_script_and_no_form(edition: Path) -> None:
    for text in pages_of(edition).values():
        assert "<script" not in text
        assert "<form" not in text
        assert not re.search(r"\son[a-z]+=", text)


def test_each_page_says_its_date_until_when_and_what_stays_safe(edition: Path) -> None:
    for text in pages_of(edition).values():
        page = Page(text)
        assert "Annuaire du " in page.text
        assert "À ne plus utiliser après le " in page.text
        assert page.all("a", href="tel:15")
        assert "0800 288 038" in page.text
        assert "ouvert maintenant" not in page.text


def test_a_departement_and_a_need_have_their_own_page(edition: Path) -> None:
    rhone = Page((edition / "departement-69.html").read_text(encoding="utf-8")).text
    addiction = Page((edition / "besoin-addiction.html").read_text(encoding="utf-8")).text
    assert "Rhône (69)" in rhone
    assert "CDOM 69" in rhone
    assert "Lieux de soins" in addiction
    assert "Belle Rive" in addiction


def test_a_number_to_confirm_is_not_among_the_safe_ones(edition: Path) -> None:
    text = (edition / "index.html").read_text(encoding="utf-8")
    assert "0800 00 69 62" not in text


def test_after_thirty_days_only_urgent_and_round_the_clock_numbers_remain(tmp_path: Path) -> None:
    snapshot = structs.replace(directory(), as_of=clock.now() - timedelta(days=31))
    written = export_static(tmp_path / "relais", snapshot, load_gazetteer(), clock.now())
    assert written.expired
    for text in pages_of(tmp_path / "relais").values():
        page = Page(text)
        assert "Édition périmée" in page.text
        assert "0805 23 23 36" in page.text
        assert "CDOM" not in page.text
        assert "AFEM" not in page.text


def test_a_new_edition_takes_the_place_of_the_old_and_of_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "relais"
    export_static(folder, directory(), load_gazetteer(), directory().as_of)
    (folder / "departement-999.html").write_text("ancienne page", encoding="utf-8")
    export_static(folder, directory(), load_gazetteer(), directory().as_of)
    assert not (folder / "departement-999.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["relais"]
    mine = tmp_path / "photos"
    mine.mkdir()
    (mine / "vacances.jpg").write_bytes(b"")
    with pytest.raises(Refused) as caught:
        export_static(mine, directory(), load_gazetteer(), directory().as_of)
    assert caught.value.code == "folder_taken"
