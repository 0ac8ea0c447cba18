"""Writes one version with its signature into a file, for a site without a network to this one."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.operate import backups
from tools.operate.backup import FOLDER, write


def main(arguments: list[str]) -> int:
    """Exit status 0 where it is written."""
    parser = argparse.ArgumentParser(prog="python3 -m tools export", description=__doc__)
    parser.add_argument("predictor")
    parser.add_argument("version")
    parser.add_argument("archive", nargs="?", type=Path, help="default: backups/, by its name")
    parser.add_argument("--state", help="of a demo, instead of the stack that runs")
    chosen = parser.parse_args(arguments)
    name = f"{chosen.predictor}-{chosen.version}.tar.gz"
    target = (chosen.archive or FOLDER / name).resolve()
    stack = backups.stack(chosen.state)
    return write(stack, target, "export", chosen.predictor, chosen.version)
