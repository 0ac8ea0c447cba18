"""What was measured of Bellwether beside its tests, so that anybody can measure it again."""
