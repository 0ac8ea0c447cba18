"""Documents as they cross the wire."""
