"""From what a person or a table says to the numbers of a model, and how far those are known."""
