"""One module for each step of the shared schema."""
