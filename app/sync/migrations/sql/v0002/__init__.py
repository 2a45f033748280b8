"""The second shared schema: protocol 2."""
