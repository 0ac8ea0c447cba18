"""Models: candidates evaluated, one chosen, fitted, met by its incumbents, exported."""
