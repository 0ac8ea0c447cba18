"""OpenAPI 3.1: what can be called, told from the routes, the declarations and the types."""
