"""Models: candidates examined, one chosen, fitted, met by its rivals, exported."""
