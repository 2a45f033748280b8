"""Alembic's history of the local store."""
