"""The statements of the shared schema, one folder for each step."""
