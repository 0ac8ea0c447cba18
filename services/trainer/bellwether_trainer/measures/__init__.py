"""Measures: what probabilities are worth on rows that no model has seen, and what that decides."""
