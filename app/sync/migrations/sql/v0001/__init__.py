"""The first shared schema."""
