"""A training from its rows to a version, and the report of what it has measured."""
