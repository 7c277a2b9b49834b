"""The figures of a run of the fault tests, kept where `FAULT_FIGURES` names a file."""

import os
from pathlib import Path

NAMED = "FAULT_FIGURES"


def note(fault: str, **figures: float) -> None:
    """Add one line: what was done to the desk, and what it took (milliseconds, or what the name says)."""
    line = f"{fault}: " + ", ".join(f"{name.replace('_', ' ')} {value:.1f}" for name, value in figures.items())
    print(line)
    if NAMED in os.environ:
        with Path(os.environ[NAMED]).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
