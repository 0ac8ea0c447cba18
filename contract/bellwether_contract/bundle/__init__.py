"""A version: what it consists of, the proof that comes first, and its answers."""
