"""Bellwether's API: models from the shared volume, served while they change."""

__version__ = "0.1.0"
