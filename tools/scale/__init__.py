"""How many machines it takes: a capacity model, what it was fitted to, and what it was tried on."""
