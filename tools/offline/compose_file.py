"""docker-compose.yml for a machine that builds and pulls nothing: the same, with images named."""

from __future__ import annotations

import re
from collections.abc import Mapping

HEAD = """\
# Made by `make bundle`: nothing is built or pulled here, the images came with the bundle.
"""


def with_images(text: str, images: Mapping[str, str]) -> str:
    """Name the image of each service, in place of what says how it is built or where it is from.

    All else stays as it is, with its comments. Raises ValueError where a service has neither.
    """
    written = [HEAD]
    services = service = dropped = None
    done = set()
    for line in text.splitlines(keepends=True):
        if re.match(r"\S", line) and not line.startswith("#"):
            services = line.startswith("services:")
        if services and (found := re.match(r"  ([a-z][\w-]*):\s*$", line)):
            service = found[1]
        if dropped and re.match(r" {5,}\S", line):
            continue
        dropped = services and re.match(r"    (?:build|image):", line)
        if dropped and service is not None:
            written.append(f"    image: {images[service]}\n    pull_policy: never\n")
            done.add(service)
        else:
            written.append(line)
    if done != images.keys():
        raise ValueError(f"no image was named for {', '.join(sorted(images.keys() - done))}")
    return "".join(written)
