"""A blueprint for each concern: reads a request, asks a room below, answers."""
