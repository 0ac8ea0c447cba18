"""What the API and the trainer both know, and all that they share."""

__version__ = "0.1.0"
