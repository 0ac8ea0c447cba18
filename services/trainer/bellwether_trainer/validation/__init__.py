"""A version judged by rows that teach nothing."""
