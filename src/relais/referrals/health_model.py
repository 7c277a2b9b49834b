"""What the health probe counts."""

from msgspec import Struct


class ConsentFaults(Struct, frozen=True, kw_only=True):
    """Both are 0, always. Anything else was written past the rules of the database, by a superuser."""

    disclosures_outside_consent: int
    referrals_out_of_step: int

    @property
    def none(self) -> bool:
        """Whether all is as it must be."""
        return not (self.disclosures_outside_consent or self.referrals_out_of_step)
