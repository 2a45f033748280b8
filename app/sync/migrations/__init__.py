"""The history of the shared database's schema."""
