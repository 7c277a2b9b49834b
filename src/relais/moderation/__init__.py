"""The coordinator's desk: `/coordination`."""
