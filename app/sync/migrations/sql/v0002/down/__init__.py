"""The way back from the second shared schema."""
