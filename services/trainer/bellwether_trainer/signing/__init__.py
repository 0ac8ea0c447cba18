"""The keys by which versions are signed: made once, changed when an operator says so."""
