"""`make reproduce`: two published protocols repeated, and what is left of them on people."""
