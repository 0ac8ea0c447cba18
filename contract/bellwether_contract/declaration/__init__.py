"""What a ``predictor.yaml`` may say: its words, its fields, and what is decided by policy."""
