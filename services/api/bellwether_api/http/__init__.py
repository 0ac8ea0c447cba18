"""HTTP: bodies in, responses and problems out, keys, and who may ask how often."""
