"""The reading path: what other slices need of the published directory in memory."""

from relais.directory.data_files import snapshot_from_csv
from relais.directory.published import Changes, Snapshot

__all__ = ["Changes", "Snapshot", "snapshot_from_csv"]
