"""The command ``bellwether``: it draws what the client answers, and knows nothing else."""

from bellwether.cli.app import main

__all__ = ["main"]
