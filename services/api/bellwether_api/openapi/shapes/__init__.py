"""Answers and bodies as types, closed and complete: pydantic makes schemas of them.

What is a dataclass or a model elsewhere already is not repeated; a test holds every answer to them.
"""
