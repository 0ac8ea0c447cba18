"""Which images a stack of Docker Compose runs on, under which names they travel, and how.

Services that are built alike are one image: keys and backup are the API's. In a bundle each has the
bundle's tag, Redis' too, so that loading it moves no name that somebody there uses already.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.offline.load import CHUNK, Progress
from tools.offline.packing import Write
from tools.operate.running import ROOT

# Of zlib: a third level more is a tenth less, and takes twice as long.
LEVEL = 4


@dataclass(frozen=True, slots=True)
class Images:
    """What to build and to pull, and under which name each goes into the bundle.

    ``sources`` has the name in the bundle -> the one that it has here, ``of`` the service -> the
    name in the bundle.
    """

    build: tuple[str, ...]
    pull: tuple[str, ...]
    sources: Mapping[str, str]
    of: Mapping[str, str]


def configured(file: Path) -> dict[str, Any]:
    """What `docker compose` makes of a file, every profile of it; ends the program on a fault."""
    words = ["--file", str(file), "--profile", "*", "config", "--format", "json"]
    configuration: dict[str, Any] = json.loads(docker("compose", *words))
    return configuration


def named(configuration: Mapping[str, Any], tag: str) -> Images:
    """Name the images of a configuration."""
    project, services = configuration["name"], configuration["services"]
    built: dict[str, list[str]] = {}
    pulled: dict[str, list[str]] = {}
    for service, described in services.items():
        if "build" in described:
            alike = json.dumps(described["build"], sort_keys=True)
            built.setdefault(alike, []).append(service)
        else:
            pulled.setdefault(described["image"], []).append(service)
    build, sources, of = [], {}, {}
    for alike, users in built.items():
        folder = Path(json.loads(alike).get("dockerfile", "")).parent.name
        service = folder if folder in users else users[0]
        build.append(service)
        name = f"{project}-{service}:{tag}"
        sources[name] = services[service].get("image") or f"{project}-{service}"
        of.update(dict.fromkeys(users, name))
    for image, users in pulled.items():
        base = image.partition("@")[0].rpartition("/")[2].partition(":")[0]
        name = f"{project}-{base}:{tag}"
        if name in sources:
            raise SystemExit(f"Two images would be {name}: {sources[name]} and {image}.")
        sources[name] = image
        of.update(dict.fromkeys(users, name))
    return Images(tuple(build), tuple(pulled), sources, of)


def made(images: Images) -> str:
    """Build and pull what is missing; returns for what kind of machine, such as linux/amd64."""
    _shown("compose", "build", *images.build)
    for image in images.pull:
        if _runs("image", "inspect", image).returncode:
            _shown("pull", image)
    kinds = docker(
        "image", "inspect", "--format", "{{.Os}}/{{.Architecture}}", *images.sources.values()
    )
    if len(found := set(kinds.split())) != 1:
        raise SystemExit(f"The images are for several kinds of machines: {', '.join(found)}.")
    return found.pop()


@contextmanager
def tagged(images: Images) -> Iterator[None]:
    """Meanwhile the images have the names that they have in the bundle."""
    new = [name for name in images.sources if _runs("image", "inspect", name).returncode]
    try:
        for name in new:
            docker("tag", images.sources[name], name)
        yield
    finally:
        if new:
            _runs("image", "rm", *new)


def save(names: Sequence[str], write: Write) -> None:
    """Stream images, packed with gzip, into ``write``."""
    sizes = docker("image", "inspect", "--format", "{{.Size}}", *names)
    # What they share is saved once, so this is the most that it can be.
    progress = Progress("images, at most", sum(map(int, sizes.split())))
    packed = zlib.compressobj(LEVEL, wbits=31)
    with subprocess.Popen(["docker", "save", *names], stdout=subprocess.PIPE) as saving:
        assert saving.stdout is not None
        while piece := saving.stdout.read(CHUNK):
            write(packed.compress(piece))
            progress(len(piece))
    write(packed.flush())
    if saving.returncode:
        raise SystemExit("Docker did not hand out the images; it says above why.")


def docker(*words: str) -> str:
    """What `docker` answers; ends the program with what it says where it fails."""
    done = _runs(*words)
    if done.returncode:
        raise SystemExit(f"`docker {' '.join(words)}` failed:\n{done.stderr.strip()}")
    return done.stdout.strip()


def _runs(*words: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            ["docker", *words], cwd=ROOT, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise SystemExit("docker is not installed: the images are made with it.") from None


def _shown(*words: str) -> None:
    # What is printed on the standard output is the bundle's, for whoever reads it.
    done = subprocess.run(
        ["docker", *words], cwd=ROOT, env=dict(os.environ), stdout=sys.stderr, check=False
    )
    if done.returncode:
        raise SystemExit(f"`docker {' '.join(words)}` failed; it says above why.")
