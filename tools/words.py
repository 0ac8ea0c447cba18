"""Words of a command line, each with a module whose ``main`` takes the arguments behind it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module


def run(program: str, words: Mapping[str, str], arguments: Sequence[str]) -> int:
    """Call what the first argument names with the others; returns the exit status.

    With ``--help`` behind it the word is explained instead.

    Only its module is loaded: some words need no more than Python's standard library.
    """
    if not arguments or arguments[0] not in words:
        raise SystemExit(f"usage: {program} WORD ..., where WORD is one of {', '.join(words)}")
    module = import_module(words[arguments[0]])
    # What has options of its own lists them itself.
    if {"-h", "--help"} & set(arguments[1:]) and "argparse" not in vars(module):
        sys.stdout.write(f"{module.__doc__}\n")
        return 0
    return int(module.main(list(arguments[1:])))
