"""`make study`: what each declared preparation changes, on rows that it never touches."""
