"""The model card of a version, as TRIPOD+AI asks for it."""
