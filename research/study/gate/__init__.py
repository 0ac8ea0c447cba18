"""How often the gate is right: versions whose worth is known, on made-up people, many times."""
