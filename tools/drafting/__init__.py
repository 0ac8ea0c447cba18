"""Drafts the declaration of a new predictor from a CSV, and says what is wrong with one."""
