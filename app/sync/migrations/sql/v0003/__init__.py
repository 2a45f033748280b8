"""The third shared schema: phrases."""
