"""One file that holds all of a stack but its secrets: written while it runs, proven, restored."""
