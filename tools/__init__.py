"""How Bellwether is run and worked on from a checkout: `make` lists the words."""
