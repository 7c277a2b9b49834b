"""Mutants that no test sees, each with the reason why that is right: by title. None today."""

WHY: dict[str, str] = {}
