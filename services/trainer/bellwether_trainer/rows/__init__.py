"""Rows: read, checked, described, split, prepared."""
