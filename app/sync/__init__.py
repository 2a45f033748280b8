"""The shared PostgreSQL database: the only place that talks to it."""
