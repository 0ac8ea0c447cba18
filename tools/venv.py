"""Makes a virtual environment: the pinned dependencies, and our own packages from this checkout.

usage: python3 -m tools venv DIRECTORY REQUIREMENTS PACKAGE...

pip installs them, or uv where there is one: the same files, in a fifth of the time.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
STAMP = "installed"


def main(arguments: list[str]) -> int:
    """Make it anew; the stamp file comes last, so that half an environment is made again."""
    if sys.version_info < OLDEST:
        raise SystemExit(
            f"Bellwether needs Python 3.11 or newer, and this is {sys.version.split()[0]} "
            f"({sys.executable}). Name another one: make PYTHON=python3.13 ..."
        )
    directory, requirements, *packages = (Path(argument) for argument in arguments)
    (directory / STAMP).unlink(missing_ok=True)
    print(f"setting up {directory} (a minute or two, once)", flush=True)
    create(directory)
    install = installer(directory / "bin/python")
    subprocess.run([*install, "--require-hashes", "--requirement", str(requirements)], check=True)
    editable = [part for package in packages for part in ("--editable", str(package))]
    subprocess.run([*install, "--no-deps", "--no-build-isolation", *editable], check=True)
    (directory / STAMP).touch()
    return 0


def installer(python: Path) -> list[str]:
    """The words that install into that Python's environment; requirements follow them."""
    if (uv := shutil.which("uv")) is not None:
        # It trusts whom the machine trusts, as pip does. What is imported is compiled then: a third
        # of all that there is.
        words = ("--system-certs", "pip", "install", "--quiet")
        return [uv, *words, "--python", str(python)]
    return [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]


def create(directory: Path) -> None:
    """An empty one; ends the program where this Python cannot make any."""
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(directory)], check=False)
    if made.returncode:
        raise SystemExit(
            f"{sys.executable} cannot make a virtual environment. On Debian and Ubuntu the package "
            "python3-venv is missing: apt-get install python3-venv"
        )


if __name__ == "__main__":
    # Also without the package: another checkout has its environment made by this one's file.
    sys.exit(main(sys.argv[1:]))
