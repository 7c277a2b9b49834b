"""The reading path: what other slices need of the published directory in memory."""

from relais.directory.data_files import snapshot_from_csv
from relais.directory.keeper import SnapshotKeeper
from relais.directory.loading import load_snapshot
from relais.directory.published import Changes, Snapshot
from relais.directory.snapshot_file import (
    SnapshotFault,
    read_newest_snapshot,
    read_snapshot_file,
    write_snapshot_file,
)

__all__ = [
    "Changes",
    "Snapshot",
    "SnapshotFault",
    "SnapshotKeeper",
    "load_snapshot",
    "read_newest_snapshot",
    "read_snapshot_file",
    "snapshot_from_csv",
    "write_snapshot_file",
]
