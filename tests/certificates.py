"""Certificates that sign themselves, made by openssl as an operator would who tries TLS out."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path


@dataclass(frozen=True)
class Made:
    """A certificate for this machine, and its key."""

    file: Path
    key: Path

    @property
    def serial(self) -> str:
        """Which one it is."""
        words = ("openssl", "x509", "-in", str(self.file), "-noout", "-serial")
        told = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        return told.strip().partition("=")[2]


def make(directory: Path, name: str = "tls", *, begins: int = -1, ends: int = 60) -> Made:
    """Write NAME.pem and NAME.key; ``begins`` and ``ends`` are days from now."""
    directory.mkdir(parents=True, exist_ok=True)
    made = Made(directory / f"{name}.pem", directory / f"{name}.key")
    first, last = (
        f"{datetime.now(UTC) + timedelta(days=days):%Y%m%d%H%M%SZ}" for days in (begins, ends)
    )
    request = directory / f"{name}.csr"
    _run(
        *("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
        *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
        *("-keyout", str(made.key), "-out", str(request)),
    )
    authority = directory / f"{name}.ca"
    authority.mkdir()
    (authority / "index").touch()
    (authority / "conf").write_text(
        "[ca]\ndefault_ca=own\n[own]\ndatabase=index\nnew_certs_dir=.\nrand_serial=yes\n"
        "default_md=sha256\npolicy=any\ncopy_extensions=copy\n[any]\ncommonName=supplied\n"
    )
    _run(
        *("ca", "-batch", "-selfsign", "-notext", "-config", "conf", "-keyfile", str(made.key)),
        *("-in", str(request), "-out", str(made.file), "-startdate", first, "-enddate", last),
        cwd=authority,
    )
    return made


def _run(*words: str, cwd: Path | None = None) -> None:
    subprocess.run(("openssl", *words), check=True, capture_output=True, cwd=cwd)
