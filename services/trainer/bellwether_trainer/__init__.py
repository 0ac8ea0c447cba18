"""The trainer: takes retraining jobs, and publishes models that have proven themselves."""

__version__ = "0.1.0"
