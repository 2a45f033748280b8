"""The engine that words what the record knows."""
