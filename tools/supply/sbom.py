"""Writes what each image holds as CycloneDX: its Python, its npm, and the packages of its system.

usage: python -m tools sbom [DIRECTORY]

The directory is `sbom` where none is named. Python's packages are told by the hashed requirements
that an image is built of, the page's by its package-lock.json, both without an image and without a
network. The packages of the system are asked of the images that Docker Compose has built; where
there are none, that is said.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.supply import page, system_packages
from tools.supply.page import ROOT

DIRECTORY = ROOT / "sbom"

# The requirements of each image, and whose name and version the document bears. The worker of
# checks runs the trainer's image.
PYTHON = {
    "api": ("requirements/api.txt", "services/api/pyproject.toml"),
    "trainer": ("requirements/trainer.txt", "services/trainer/pyproject.toml"),
}


def main(arguments: list[str]) -> int:
    """Write all of them; the exit status is 1 where one could not be written."""
    if len(arguments) > 1:
        raise SystemExit(__doc__)
    directory = Path(arguments[0]) if arguments else DIRECTORY
    directory.mkdir(parents=True, exist_ok=True)
    for name in PYTHON:
        _python(name, directory / f"{name}.python.cdx.json")
    _npm(directory / "web.npm.cdx.json")
    for image in system_packages.IMAGES:
        file = directory / f"{image}.system.cdx.json"
        if missing := system_packages.write(image, file):
            print(f"{file.name}: skipped, {missing}")
        else:
            print(file)
    return 0


def _python(name: str, file: Path) -> None:
    requirements, project = PYTHON[name]
    words = [
        *(sys.executable, "-m", "cyclonedx_py", "requirements", str(ROOT / requirements)),
        *("--pyproject", str(ROOT / project), "--mc-type", "application"),
        *("--spec-version", "1.6", "--output-format", "JSON", "--output-reproducible"),
        *("--output-file", str(file)),
    ]
    made = subprocess.run(words, capture_output=True, text=True, check=False)
    if made.returncode:
        raise SystemExit(f"{file.name} could not be written.\n{made.stderr.strip()}")
    print(file)


def _npm(file: Path) -> None:
    made = page.npm("sbom", "--sbom-format", "cyclonedx")
    if made.returncode:
        raise SystemExit(f"{file.name} could not be written.\n{made.stderr.strip()}")
    file.write_text(made.stdout)
    print(file)
