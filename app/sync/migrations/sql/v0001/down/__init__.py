"""The way back from the first shared schema."""
