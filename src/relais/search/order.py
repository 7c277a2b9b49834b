"""The neutral order of equals: a permutation drawn from a seed, the same on every machine, that can be replayed.

Each service has 64 bits of its own; a seed is one odd factor, and services go by their product modulo 2^64.
"""

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

MASK = 2**64 - 1


def slug_hash(slug: str) -> int:
    """64 bits that depend on the slug alone."""
    return int.from_bytes(blake2b(slug.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=64)
def seed_factor(seed: int) -> int:
    """The odd factor of a seed; neighbouring seeds have nothing in common (splitmix64)."""
    z = (seed + 1) * 0x9E3779B97F4A7C15 & MASK
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return z ^ z >> 31 | 1


def neutral_rank_of(hashed: int, seed: int) -> int:
    """The rank of one service: the same as `neutral_rank`, cheaper for a handful."""
    return hashed * seed_factor(seed) & MASK


def neutral_rank(hashes: NDArray[np.uint64], seed: int) -> NDArray[np.uint64]:
    """A rank for each service, drawn from `seed`: no service is favoured over all seeds."""
    return hashes * np.uint64(seed_factor(seed))
