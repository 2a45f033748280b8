"""A deterministic simulator of devices, lines, disks and shared databases; see `world`."""
