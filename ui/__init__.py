"""The Qt skin over the core."""
