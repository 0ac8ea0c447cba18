"""What `make bench` measures, each thing beside its yardstick and in one run."""
