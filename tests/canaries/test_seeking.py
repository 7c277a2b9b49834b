"""The search of the canaries finds what it looks for, in every form; else its silence would mean nothing."""

import base64
import gzip
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.canaries.alone import open_files
from tests.canaries.seeking import contents, traces
from tests.canaries.words import Canary, Typist, canaries

FORMS: dict[str, Callable[[str], bytes]] = {
    "as typed": lambda text: text.encode(),
    "in capitals": lambda text: text.upper().encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16, the other way": lambda text: text.encode("utf-16-be"),
    "Latin-1": lambda text: text.encode("latin-1"),
    "JSON, escaped": lambda text: json.dumps({"text": text}).encode(),
    "JSON": lambda text: json.dumps({"text": text}, ensure_ascii=False).encode(),
    "a form": lambda text: urlencode({"text": text}).encode(),
    "an address": lambda text: quote(text).encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, one further": lambda text: base64.b64encode(b"x" + text.encode()),
    "base64, two further": lambda text: base64.urlsafe_b64encode(b"xy" + text.encode() + b"z"),
    "hexadecimal": lambda text: b"\\x" + text.encode().hex().encode(),
}
CODE = Canary(kind="code", text="482 051 937 640 118 275")


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_canary_is_found_in_every_form(form: Callable[[str], bytes]) -> None:
    found = {one.text: b"before " + form(one.text) + b" after" for one in [*canaries(), CODE]}
    missed = [text for text, content in found.items() if text not in traces({"file": content}, [*canaries(), CODE])]
    assert missed == []


@pytest.mark.parametrize("spelling", ["482051937640118275", "482-051-937-640-118-275", "482 051 937 640 118 275"])
def test_a_code_is_found_however_it_is_spaced(spelling: str) -> None:
    assert traces({"file": spelling.encode()}, [CODE])


def test_a_telephone_number_is_found_as_our_code_folds_it() -> None:
    phone = next(one for one in canaries() if one.kind == "phone")
    digits = phone.text.replace(" ", "")
    for spelling in (digits, f"+33{digits[1:]}", f"0033 {phone.text[1:]}", phone.text.replace(" ", ".")):
        assert phone.text in traces({"file": spelling.encode()}, [phone])


def test_one_canary_is_not_taken_for_another() -> None:
    made = canaries()
    assert len(made) == len({trace for one in made for trace in one.traces[:1]}) == 56
    assert traces({"file": made[0].text.encode()}, made).keys() == {made[0].text}
    assert traces({"file": b"nothing of the kind, 06 12 34 56 78"}, made) == {}


def test_what_is_packed_and_what_a_file_is_called_are_read_too(tmp_path: Path) -> None:
    made = canaries()
    (tmp_path / "packed.gz").write_bytes(gzip.compress(made[0].text.encode()))
    (tmp_path / made[-1].text.split()[-1]).write_bytes(b"")
    assert traces(contents([tmp_path]), made).keys() == {made[0].text, made[-1].text}


def test_the_typist_types_all_of_them_in_turn() -> None:
    typist = Typist(canaries())
    first = [typist.type("search") for _ in range(8)]
    assert first[0] == first[7]
    assert len(set(first)) == len(typist.typed) == 7


def test_a_file_without_a_name_that_a_process_holds_open_is_read_too() -> None:
    made = canaries()
    with tempfile.TemporaryFile() as nameless:
        nameless.write(made[0].text.encode())
        nameless.flush()
        assert made[0].text in traces(open_files(os.getpid()), made)
    assert made[0].text not in traces(open_files(os.getpid()), made)
