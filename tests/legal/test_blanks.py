"""What only the publisher knows: shown as missing on one's own machine, asked for before anything opens."""

import pytest

from relais.core.legal_settings import BLANKS, LEVELS, blanks_of
from relais.core.settings import Settings, SettingsError, load_settings
from tests.core.test_settings import PRODUCTION
from tests.legal.filled import FILLED


def faults(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ)
    return caught.value.sentences


def test_the_examples_fill_every_blank() -> None:
    assert set(FILLED) == {f"RELAIS_{name.upper()}" for name in BLANKS}
    assert blanks_of(load_settings(FILLED)) == []


def test_production_tells_every_blank_at_once_and_by_its_name() -> None:
    told = faults({name: value for name, value in PRODUCTION.items() if name not in FILLED})
    asked = {name for name in FILLED if any(f"{name} ne reste pas vide" in sentence for sentence in told)}
    assert asked == set(FILLED) - {"RELAIS_LEGAL_ACCESSIBILITY_AUDITED_ON"}
    assert len(told) == len(asked)


@pytest.mark.parametrize("name", sorted(FILLED))
def test_production_does_not_start_while_one_is_missing(name: str) -> None:
    (sentence,) = faults({**PRODUCTION, name: ""})
    assert f"{name} ne reste pas vide" in sentence


@pytest.mark.parametrize("words", ["à compléter", "À compléter avant l'ouverture", "TODO", " - ", "xxx", "   "])
def test_a_blank_filled_with_nothing_is_still_a_blank(words: str) -> None:
    (sentence,) = faults({**PRODUCTION, "RELAIS_LEGAL_DPO": words})
    assert "RELAIS_LEGAL_DPO" in sentence


def test_without_an_audit_no_date_of_one_is_asked() -> None:
    unaudited = {"RELAIS_LEGAL_ACCESSIBILITY_LEVEL": "Non audité", "RELAIS_LEGAL_ACCESSIBILITY_AUDITED_ON": ""}
    assert load_settings({**PRODUCTION, **unaudited}).legal_accessibility_level == "non audité"


def test_development_starts_with_blanks() -> None:
    assert blanks_of(Settings())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ACCESSIBILITY_LEVEL", "parfaitement conforme"),
        ("ACCESSIBILITY_AUDITED_ON", "hier"),
        ("HDS_CERTIFIED_ON", "2026-02-30"),
        ("DPO", "é" * 601),
    ],
)
def test_a_blank_filled_wrongly_is_refused_in_words(name: str, value: str) -> None:
    (sentence,) = faults({f"RELAIS_LEGAL_{name}": value})
    assert f"RELAIS_LEGAL_{name} : il faut" in sentence


def test_the_levels_are_those_of_the_reference() -> None:
    assert LEVELS[1:] == ("non conforme", "partiellement conforme", "totalement conforme")
