"""The client and the command `bellwether` as wheels, with all that they need, for each Python."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

from tools import venv
from tools.operate.running import ROOT

PYTHONS = ("3.11", "3.12", "3.13")


def collect(folder: Path) -> None:
    """Put them into ``folder``, for machines of this kind; ends the program where one is missing.

    What is downloaded is what requirements/client.txt has the hashes of.
    """
    folder.mkdir()
    with tempfile.TemporaryDirectory() as name:
        made = Path(name)
        venv.create(made / "venv")
        pinned = made / "client.txt"
        # What is for one system or Python alone comes along for it.
        text = (ROOT / "requirements/client.txt").read_text()
        pinned.write_text(re.sub(r" ; [^\\\n]*", " ", text))
        pip = [str(made / "venv/bin/python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
        exactly = ["--require-hashes", "--no-deps", "--only-binary", ":all:"]
        for python in PYTHONS:
            _run(*pip, "download", *exactly, "--python-version", python,
                 "--dest", str(folder), "--requirement", str(pinned))  # fmt: skip
        # With what is there now, which has its hash.
        here = ["--no-index", "--find-links", str(folder)]
        _run(*pip, "wheel", "--no-deps", *here, "--wheel-dir", str(folder), str(ROOT / "client"))


def _run(*command: str) -> None:
    if subprocess.run(command, check=False).returncode:
        raise SystemExit("The wheels of the client could not be had; pip says above why.")
