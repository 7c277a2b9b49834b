"""The Dockerfile: hash-pinned libraries, nothing that builds in what runs, no root."""

import re
from pathlib import Path

from relais.core.settings import READERS
from tests.deploy.reading import ROOT, services

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
BUILD, FINAL = DOCKERFILE.split("FROM ")[1:]


def test_both_stages_start_from_the_same_pinned_python() -> None:
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(images) == 2
    assert len(set(images)) == 1
    assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+", images[0])


def test_every_library_comes_from_a_lock_with_hashes() -> None:
    for line in re.findall(r"pip install ([^&\n]*)", DOCKERFILE):
        assert "--require-hashes" in line or "--no-deps" in line
    locks = re.findall(r"-r (\S+)", BUILD)
    assert locks == ["requirements/build.txt", "requirements/run.txt", "requirements/demo.txt"]
    for lock in locks:
        assert "--hash=sha256:" in (ROOT / lock).read_text(encoding="utf-8")


def test_nothing_that_installs_stays_in_the_final_image() -> None:
    assert "pip install" not in FINAL
    assert "apt" not in FINAL.split()
    assert re.search(r"pip uninstall .*setuptools pip", BUILD)
    assert re.search(r"pip uninstall .*setuptools pip", FINAL)


def test_it_runs_as_the_user_that_compose_names() -> None:
    user = re.findall(r"^USER (\S+)", FINAL, re.MULTILINE)
    assert user == [services()["app"]["user"]]
    assert "--uid 10001" in FINAL


def test_its_health_is_asked_as_compose_asks_it() -> None:
    asked = re.search(r"HEALTHCHECK .*?CMD (\[.*\])", FINAL)
    assert asked is not None
    assert asked[1].split('"-c", ')[1].rstrip("]") == f'"{services()["app"]["healthcheck"]["test"][3]}"'


def test_the_settings_it_makes_exist() -> None:
    settings = re.findall(r"RELAIS_([A-Z_]+)=", FINAL)
    assert settings
    assert {name.lower() for name in settings} - set(READERS) == set()


def test_what_it_copies_exists_and_is_let_in() -> None:
    sources = [
        word for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.MULTILINE) for word in line.split()[:-1]
    ]
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for source in sources:
        assert (ROOT / source).exists(), source
        assert any(Path(source).is_relative_to(path) for path in allowed), source


def test_only_what_the_image_is_made_of_is_let_in() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert next(line for line in lines if not line.startswith("#")) == "*"
    assert "!deploy" not in lines  # its folder of secrets
