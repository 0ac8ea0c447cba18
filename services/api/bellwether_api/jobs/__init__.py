"""All that knows RQ and Redis: trainings, checks of rows, and keys of repeated requests."""
