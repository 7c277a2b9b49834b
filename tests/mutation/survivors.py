"""Mutants that no test sees, each with the reason why that is right: by title."""

WHY = {
    "right DELETE of relais_worker of invitation": "given by a released migration for a purge that no job does yet",
}
