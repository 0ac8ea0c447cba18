"""Live models, and predictions by them."""
