"""The Meilisearch engine: `MeilisearchIndex` answers the desk, `reindex` builds what it searches."""

from relais.search.meilisearch.adapter import MeilisearchIndex
from relais.search.meilisearch.indexing import Reindexed, reindex

__all__ = ["MeilisearchIndex", "Reindexed", "reindex"]
