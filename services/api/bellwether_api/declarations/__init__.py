"""The predictors' folders: watched, and looked up beside the live models."""
