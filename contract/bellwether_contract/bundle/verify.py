"""The proof before anything of a version is used: its files, and its self-test vectors."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np

from bellwether_contract.bundle.manifest import FILES, MANIFEST, PLAUSIBLE, Manifest
from bellwether_contract.bundle.regular import open_regular
from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.errors import RefusedBundle

# One row and the same row in a batch differ by up to 1.2e-7, another processor by a little
# more; a wrong model is off by far more than this.
GOLDEN_TOLERANCE = 1e-5


def prove(scorer: Scorer, manifest: Manifest) -> None:
    """Score the self-test vectors, together and alone; raises RefusedBundle where one is off."""
    width = len(manifest.fields)
    if any(len(golden.row) != width for golden in manifest.golden):
        raise RefusedBundle(f"a self-test vector has not {width} values")
    rows = np.array([golden.row for golden in manifest.golden], dtype=np.float32)
    expected = np.array([golden.probability for golden in manifest.golden])
    try:
        together = scorer.probabilities(rows)
        alone = np.concatenate([scorer.probabilities(rows[i : i + 1]) for i in range(len(rows))])
    except Exception as error:  # whatever the runtime raises, this model cannot answer
        raise RefusedBundle(
            f"model.onnx fails on its self-test vectors ({type(error).__name__})"
        ) from error
    for scores in (together, alone):
        # Written so that NaN, which compares false with everything, counts as off.
        agree = np.abs(scores - expected) <= GOLDEN_TOLERANCE
        if not agree.all():
            worst = int(np.argmin(agree))
            # By how much, not from what: everybody is told why a version is refused.
            off = float(abs(scores[worst] - expected[worst]))
            raise RefusedBundle(f"self-test vector {worst} is off by {off:.2g} from its training")


def read_files(directory: Path, manifest: Manifest) -> dict[str, bytes]:
    """The contents of a version's files, each as its manifest says; raises RefusedBundle."""
    named = set(manifest.files)
    if named - {PLAUSIBLE} != FILES:
        raise RefusedBundle(f"{MANIFEST} must name exactly {', '.join(sorted(FILES))}")
    try:
        entries = list(directory.iterdir())
        odd = sorted(
            entry.name
            for entry in entries
            if entry.name not in named | {MANIFEST} or entry.is_symlink()
        )
        if odd:
            raise RefusedBundle(f"{odd[0]} does not belong into a version")
        files = {}
        for name, digest in manifest.files.items():
            with open_regular(directory / name) as file:
                if os.fstat(file.fileno()).st_size != digest.size:
                    raise RefusedBundle(f"{name} has not the {digest.size} bytes of its manifest")
                content = file.read(digest.size)
            if hashlib.sha256(content).hexdigest() != digest.sha256:
                raise RefusedBundle(f"{name} does not have the SHA-256 of its manifest")
            files[name] = content
    except OSError as error:
        raise RefusedBundle(f"a file cannot be read ({error.strerror})") from error
    return files
