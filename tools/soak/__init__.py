"""What breaks the real thing on purpose, again and again, and counts what that has cost."""
