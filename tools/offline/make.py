"""Writes all that a machine without a network needs: images, wheels, predictors, what starts them.

It holds the predictors' rows, and no key, password or setting of this machine. The file appears
under its name once it is whole and on the disk.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools.offline import compose_file, images, tree, versions, wheels
from tools.offline.load import ABOUT, FORMAT, IMAGES
from tools.offline.packing import Packer
from tools.operate.backup import part_of, sync
from tools.operate.running import ROOT

FOLDER = ROOT / "bundles"
COMPOSE = "docker-compose.yml"
README = "README.md"
WHEELS = "wheels"
VERSIONS = "versions"
PARTS = (IMAGES, WHEELS, tree.PREDICTORS, VERSIONS)


def main(arguments: list[str]) -> int:
    """Exit status 0 where the bundle is written."""
    parser = argparse.ArgumentParser(prog="python3 -m tools bundle", description=__doc__)
    parser.add_argument("bundle", nargs="?", type=Path, help="default: bundles/, by its version")
    parser.add_argument(
        "--version",
        action="append",
        default=[],
        metavar="NAME/VERSION",
        help="a version of the stack that runs; `champions`: each that answers",
    )
    chosen = parser.parse_args(arguments)
    if not (ROOT / "client").is_dir():
        raise SystemExit("A bundle is made in a checkout, with a network; this folder is of one.")
    now = datetime.now(UTC)
    product = tomllib.loads((ROOT / "contract/pyproject.toml").read_text())["project"]["version"]
    tag = f"{product}-{now:%Y%m%dT%H%M%SZ}"
    target = (chosen.bundle or FOLDER / f"bellwether-{tag}.tar").resolve()
    if target.exists():
        raise SystemExit(f"{target} is there already.")
    with tempfile.TemporaryDirectory() as staged:
        plan = images.named(configuration := images.configured(ROOT / COMPOSE), tag)
        about = {
            "format": FORMAT,
            "product": product,
            "tag": tag,
            "created": f"{now:%Y-%m-%dT%H:%M:%SZ}",
            "platform": images.made(plan),
            "images": list(plan.sources),
        }
        files = tree.files(_predictors(configuration))
        files |= _stage(Path(staged), about, plan.of, chosen.version)
        try:
            _write(target, files, plan, now)
        except OSError as error:
            raise SystemExit(f"{target} could not be written: {error.strerror}.") from None
    return 0


def _predictors(configuration: Mapping[str, Any]) -> Path:
    """The folder that is mounted as the predictors': of this checkout, or what is set."""
    mounts = configuration["services"]["api"]["volumes"]
    return Path(next(each["source"] for each in mounts if each["target"] == "/predictors"))


def _stage(
    folder: Path, about: Mapping[str, Any], named: Mapping[str, str], wanted: Sequence[str]
) -> dict[str, Path]:
    """Make what is in no checkout; returns each file by its name in the bundle."""
    _say("the client's wheels")
    wheels.collect(folder / WHEELS)
    if wanted:
        _say("the versions")
        versions.fetch(wanted, folder / VERSIONS)
    written = compose_file.with_images((ROOT / COMPOSE).read_text(), named)
    (folder / COMPOSE).write_text(written)
    _prove(folder / COMPOSE, named)
    readme = (ROOT / "tools/offline/bundle.md").read_text()
    text = {**about, "images": "\n".join(f"- `{name}`" for name in about["images"])}
    text["redis"] = named["redis"]
    for name, value in text.items():
        readme = readme.replace(f"{{{name}}}", str(value))
    (folder / README).write_text(readme)
    (folder / ABOUT).write_text(json.dumps(about, indent=2) + "\n")
    return {path.relative_to(folder).as_posix(): path for path in tree.below(folder)}


def _prove(file: Path, named: Mapping[str, str]) -> None:
    """Have Compose read what was written: every service has its image, and none is built."""
    services = images.configured(file)["services"]
    assert {name: each["image"] for name, each in services.items()} == dict(named)
    assert not any("build" in each for each in services.values())


def _write(target: Path, files: Mapping[str, Path], plan: images.Images, now: datetime) -> None:
    # What tells what it is comes first, and what is large last.
    first = [name for name in (ABOUT, "load", README) if name in files]
    others = sorted(files.keys() - set(first))
    target.parent.mkdir(parents=True, exist_ok=True)
    with part_of(target) as out, images.tagged(plan):
        packer = Packer(out, [*first, *others, IMAGES], now.timestamp())
        for name in (*first, *others):
            with files[name].open("rb") as source:
                program = name == "load" or os.access(files[name], os.X_OK)
                packer.add(name, source, program=program)
        with packer.member(IMAGES) as write:
            images.save(list(plan.sources), write)
        packer.finish()
        out.flush()
        os.fsync(out.fileno())
        os.rename(out.name, target)
    sync(target.parent)
    _report(target, packer.sizes)


def _report(target: Path, sizes: Mapping[str, int]) -> None:
    """Say how large each part is, and the whole with its SHA-256."""
    parts: Counter[str] = Counter()
    for name, size in sizes.items():
        first = name.partition("/")[0]
        parts[first if first in PARTS else "what starts it"] += size
    for part, size in parts.most_common():
        _say(f"{size / 1e6:9,.1f} MB  {part}")
    with target.open("rb") as bundle:
        digest = hashlib.file_digest(bundle, "sha256").hexdigest()
    print(f"{target}  {target.stat().st_size / 1e6:,.1f} MB")
    print(f"SHA-256 {digest}")


def _say(text: str) -> None:
    # Over the progress that is drawn there.
    print("\r\033[K" * sys.stderr.isatty() + text, file=sys.stderr)
