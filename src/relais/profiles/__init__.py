"""An organisation's own space: `/espace`."""
