"""The Meilisearch engine: `MeilisearchIndex` answers the desk, `reindex` builds what it searches."""

from relais.search.meilisearch.adapter import MeilisearchIndex
from relais.search.meilisearch.indexing import IndexState, Reindexed, index_state, reindex

__all__ = ["IndexState", "MeilisearchIndex", "Reindexed", "index_state", "reindex"]
