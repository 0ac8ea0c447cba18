"""All that a machine without a network needs, in one file: made here, checked and loaded there."""
