"""Numbers that only two coordinators withdraw: the helpline's own, and those compiled in."""

from typing import Final

from relais.directory.emergency import EMERGENCY_SLUGS

PROTECTED: Final = EMERGENCY_SLUGS | {"cnom-ecoute"}
