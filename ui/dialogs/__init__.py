"""Questions asked on top of a page."""
