"""The chart for Kubernetes as Helm's own library renders it, in a process of its own.

The library is Go's, whose threads stay: a process that forks beside them is warned by Python.
``python -m tests.helm_chart`` is that process.
"""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
HELM = ROOT / "deploy/helm"
CHART = HELM / "bellwether"
SETS = {path.stem: yaml.safe_load(path.read_text()) for path in (HELM / "values").glob("*.yaml")}

# The release that manifests are held against.
KUBERNETES = "1.34"
RELEASE, NAMESPACE = "bellwether", "clinic"

# A public key, as `deploy/helm/prepare` hands it in.
PUBLIC_KEY = (
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
    "-----END PUBLIC KEY-----\n"
)
KEYS = {"publicKeys": {"20261129T160000000000Z.pub": PUBLIC_KEY}}

# What Kubernetes itself does not define.
FOREIGN = frozenset({"Middleware"})

Document = dict[str, Any]


@dataclass(frozen=True)
class Rendered:
    """What came of a set of values: manifests, or the words by which it was refused."""

    documents: list[Document]
    notes: str
    refused: str
    # What `helm lint` and `kubernetes-validate --strict` complain of.
    lint: list[str]
    faults: list[str]

    def of(self, kind: str) -> dict[str, Document]:
        """The objects of a kind, by the part of their name behind that of the release."""
        return {
            each["metadata"]["name"].removeprefix(f"{RELEASE}-"): each
            for each in self.documents
            if each["kind"] == kind
        }

    def pods(self) -> dict[str, Document]:
        """The templates of all pods, by the name of their part."""
        return {
            name: each["spec"]["template"]
            for kind in ("Deployment", "StatefulSet")
            for name, each in self.of(kind).items()
        }

    def containers(self, part: str) -> Iterator[Document]:
        """The containers of a part, those that prepare it first."""
        spec = self.pods()[part]["spec"]
        yield from spec.get("initContainers", [])
        yield from spec["containers"]

    def container(self, part: str) -> Document:
        """The one that goes on running."""
        (found,) = self.pods()[part]["spec"]["containers"]
        return dict(found)

    def environment(self, part: str) -> dict[str, Any]:
        """Its variables; of one whose value is a secret's the reference."""
        said = self.container(part).get("env", [])
        assert len({each["name"] for each in said}) == len(said)
        return {each["name"]: each.get("value", each.get("valueFrom")) for each in said}


def render(*values: Mapping[str, Any], examine: bool = False) -> list[Rendered]:
    """Render the chart with each of these values; ``examine``: lint and validate it, too."""
    asked = {"values": values, "examine": examine}
    said = subprocess.run(
        [sys.executable, "-m", "tests.helm_chart"],
        cwd=ROOT, input=json.dumps(asked), capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    return [Rendered(**each) for each in json.loads(said.stdout)]


def _render(values: dict[str, Any], examine: bool) -> Rendered:
    import helm_python

    with helm_python.Chart.load(CHART) as chart:
        try:
            chart.validate_schema(values)
            made = chart.render(values, name=RELEASE, namespace=NAMESPACE)
        except helm_python.HelmError as error:
            return Rendered([], "", str(error), [], [])
    notes = "".join(text for path, text in made.items() if path.endswith("NOTES.txt"))
    documents = [
        document
        for path, text in sorted(made.items())
        if path.endswith(".yaml")
        for document in yaml.load_all(text, yaml.CSafeLoader)
        if document
    ]
    if not examine:
        return Rendered(documents, notes, "", [], [])
    report = helm_python.lint(CHART, values, strict=True, namespace=NAMESPACE)
    lint = [
        f"{each['path']}: {each['error']}" for each in report["messages"] if each["severity"] > 1
    ]
    return Rendered(documents, notes, "", lint, [fault for d in documents for fault in _faults(d)])


def _faults(document: Document) -> Iterator[str]:
    import kubernetes_validate

    if document["kind"] in FOREIGN:
        return
    try:
        kubernetes_validate.validate(document, KUBERNETES, strict=True)
    except kubernetes_validate.ValidationError as error:
        where = ".".join(str(step) for step in error.path)
        yield f"{document['kind']} {document['metadata']['name']}: {where}: {error.message}"


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    if asked["examine"]:
        from kubernetes_validate import utils

        # Left to itself it reads all definitions anew for each manifest.
        utils.schema_contents = functools.cache(utils.schema_contents)
    json.dump([asdict(_render(each, asked["examine"])) for each in asked["values"]], sys.stdout)
