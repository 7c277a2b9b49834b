"""`make serve` on a machine that lacks something: one clear sentence, no traceback."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from relais.core.settings import PROJECT

OLD = 'if [ "$1" = --version ]; then echo "Python 3.9.2"; else exit 1; fi'
WITHOUT_VENV = 'case "$2" in *ensurepip*) exit 1;; esac'
PROGRAMS = ("sh", "dirname", "cat", "cksum", "mkdir", "sed", "ls")


@pytest.fixture
def project() -> Iterator[Path]:
    """The files a bare machine has, in a folder anybody may read."""
    folder = Path(tempfile.mkdtemp(prefix="relais-bare-"))
    folder.chmod(0o755)
    for name in ("scripts", "requirements"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", folder)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def machine(project: Path) -> Callable[[str], dict[str, str]]:
    """The environment of a machine whose only Python is the given script."""

    def make(python: str) -> dict[str, str]:
        programs = project / "bin"
        programs.mkdir()
        for name in PROGRAMS:
            found = shutil.which(name)
            assert found is not None
            (programs / name).symlink_to(found)
        if python:
            (programs / "python3").write_text(f"#!/bin/sh\n{python}\n")
            (programs / "python3").chmod(0o755)
        return {"PATH": str(programs)}

    return make


def bootstrap(project: Path, environ: dict[str, str], **options: object) -> subprocess.CompletedProcess[str]:
    command = [str(project / "scripts" / "bootstrap.sh"), "run", "demo"]
    return subprocess.run(command, capture_output=True, text=True, env=environ, **options)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        ("", "cette machine a : aucun Python"),
        (OLD, "cette machine a : Python 3.9.2"),
        (WITHOUT_VENV, "apt install python3-venv"),
    ],
)
def test_what_python_lacks_is_said_with_what_to_do(
    project: Path, machine: Callable[[str], dict[str, str]], python: str, sentence: str
) -> None:
    done = bootstrap(project, machine(python))
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="needs another account, that may not write the project's folder")
def test_a_project_folder_that_cannot_be_written_is_said(
    project: Path, machine: Callable[[str], dict[str, str]]
) -> None:
    done = bootstrap(project, machine("exit 0"), user="nobody", group="nogroup", extra_groups=[])
    assert done.returncode == 1
    assert "n'est pas accessible en écriture" in done.stderr
    assert len(done.stderr.splitlines()) == 1
