"""Query strings: how much of something is wanted, and from where on."""

from __future__ import annotations

import re

from flask import request

from bellwether_contract.errors import Fault, InvalidInputs


def limit(shown: int, most: int) -> int:
    """How many are wanted: ``shown`` where nothing is said; raises InvalidInputs."""
    given = number("limit", most)
    return shown if given is None else given


def number(name: str, most: int) -> int | None:
    """A whole number from 1 to ``most``, None where it is left out; raises InvalidInputs."""
    given = request.args.get(name)
    if given is None:
        return None
    if not re.fullmatch("[1-9][0-9]{0,8}", given) or int(given) > most:
        raise _wrong(f"{name} must be a whole number from 1 to {most:,}")
    return int(given)


def text(name: str, pattern: re.Pattern[str], what: str) -> str | None:
    """A parameter that looks like ``pattern``, None where it is left out; raises InvalidInputs."""
    given = request.args.get(name)
    if given is not None and not pattern.fullmatch(given):
        raise _wrong(f"{name} must be {what}")
    return given


def _wrong(detail: str) -> InvalidInputs:
    return InvalidInputs("The query is wrong", [Fault("", detail)])
