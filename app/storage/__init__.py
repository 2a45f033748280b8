"""The local encrypted store."""
