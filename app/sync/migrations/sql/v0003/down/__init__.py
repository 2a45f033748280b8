"""The way back from the third shared schema."""
