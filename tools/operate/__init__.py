"""What an operator does from a shell. Python's standard library is enough for all of it."""
