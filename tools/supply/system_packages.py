"""The Debian packages of an image, as CycloneDX; asked of the image itself."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from packageurl import PackageURL

from tools.supply.page import ROOT

# Of each the packages are those of its base image, where nothing of the system is installed.
IMAGES = ("api", "trainer", "web", "redis")

# By the image's own shell: which distribution, then a line for each package.
ASK = """. /etc/os-release && echo "$ID $VERSION_ID" &&
dpkg-query -W -f '${db:Status-Status} ${Package} ${Version} ${Architecture}\\n'"""


def write(image: str, file: Path) -> str | None:
    """Write the document of an image, or return what is missing for it."""
    if shutil.which("docker") is None:
        return "docker is not installed"
    name = _name(image)
    if name is None:
        return "Docker Compose does not answer"
    if _said("docker", "image", "inspect", name) is None:
        return f"there is no image {name} (make up builds it)"
    run = ("docker", "run", "--rm", "--network", "none", "--entrypoint", "sh", name, "-c", ASK)
    said = _said(*run)
    if said is None:
        return f"{name} has no Debian packages that it could tell"
    file.write_text(json.dumps(document(name, said), indent=2) + "\n")
    return None


def document(name: str, said: str) -> dict[str, object]:
    """What the image ``name`` has ``said``, as a document of CycloneDX 1.6."""
    first, *lines = said.splitlines()
    distribution, _, release = first.partition(" ")
    components = []
    for line in lines:
        status, package, version, architecture = line.split(" ")
        if status != "installed":
            continue
        about = {"arch": architecture, "distro": f"{distribution}-{release}"}
        url = PackageURL("deb", distribution, package, version, about).to_string()
        components.append(
            {
                "type": "library",
                "bom-ref": url,
                "name": package,
                "version": version,
                "purl": url,
            }
        )
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "container", "bom-ref": name, "name": name}},
        "components": components,
    }


def _name(service: str) -> str | None:
    """Which image Docker Compose runs for a service."""
    said = _said("docker", "compose", "config", "--format", "json")
    if said is None:
        return None
    project = json.loads(said)
    return str(project["services"][service].get("image") or f"{project['name']}-{service}")


def _said(*words: str) -> str | None:
    asked = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    return None if asked.returncode else asked.stdout
