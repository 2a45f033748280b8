"""Loket without a screen: domain, phrasing, use-cases, stores, sync and commands."""
