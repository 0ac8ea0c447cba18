"""The whole stack without Docker: the same processes with the same settings, side by side.

`make demo` makes the virtual environment and runs this package in it. State is kept in `.demo/`.
"""
