"""What the product makes of data sets that nobody here has seen before."""
