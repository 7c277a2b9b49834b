"""The neutral order of equals: a permutation drawn from a seed, the same on every machine, that can be replayed."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

_GOLDEN = 0x9E3779B97F4A7C15
_MASK = 2**64 - 1


def slug_hash(slug: str) -> int:
    """64 bits that depend on the slug alone."""
    return int.from_bytes(blake2b(slug.encode(), digest_size=8).digest(), "little")


def neutral_rank_of(hashed: int, seed: int) -> int:
    """The rank of one service: the same as `neutral_rank`, cheaper for a handful."""
    z = hashed ^ ((seed + 1) * _GOLDEN & _MASK)
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & _MASK
    return z ^ z >> 31


def neutral_rank(hashes: NDArray[np.uint64], seed: int) -> NDArray[np.uint64]:
    """A rank for each service, drawn from `seed`: no service is favoured over all seeds (splitmix64's finaliser)."""
    z = hashes ^ np.uint64((seed + 1) * _GOLDEN & _MASK)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
