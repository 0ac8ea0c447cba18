"""Models: candidates examined, one chosen, fitted, met by its incumbents, exported."""
