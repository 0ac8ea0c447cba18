"""`make sbom` writes what is sound and whole; `make audit` says what is known, or that it skips."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.supply_answers import database
from tools.supply import audit, sbom, system_packages
from tools.supply.page import PAGE, ROOT

pytestmark = pytest.mark.nightly

PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.IGNORECASE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")

# What an image of Debian says.
SAID = """debian 13
installed libc6 2.41-12 amd64
installed libstdc++6 14.2.0-19+b1 amd64
config-files gone 1:1.0~rc1 all
installed tzdata 2026a-0+deb13u1 all
"""


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    directory = tmp_path_factory.mktemp("sbom")
    assert sbom.main([str(directory)]) == 0
    return {file.name: json.loads(file.read_text()) for file in directory.iterdir()}


def sound(document: dict[str, Any]) -> None:
    # Their grammars of formats take two seconds of each process that reads this file.
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    schema = SchemaVersion.from_version(document["specVersion"])
    assert JsonStrictValidator(schema).validate_str(json.dumps(document)) is None


def pins(file: Path) -> Iterator[tuple[str, str, set[str]]]:
    """Name, version and hashes of each package of a file."""
    for entry in re.split(r"\n(?=\S)", file.read_text()):
        if pinned := PINNED.match(entry):
            yield pinned[1], pinned[2], set(HASH.findall(entry))


@pytest.mark.parametrize("image", sbom.PYTHON)
def test_every_pinned_package_is_listed_with_its_hashes(
    documents: dict[str, Any], image: str
) -> None:
    document = documents[f"{image}.python.cdx.json"]
    sound(document)
    assert document["metadata"]["component"]["name"] == f"bellwether-{image}"
    listed = {each["name"]: each for each in document["components"]}
    expected = list(pins(ROOT / sbom.PYTHON[image][0]))
    assert len(expected) > 30
    assert listed.keys() == {name for name, _, _ in expected}
    for name, version, hashes in expected:
        each = listed[name]
        told = {
            digest["content"]
            for reference in each["externalReferences"]
            for digest in reference.get("hashes", [])
        }
        assert (each["version"], told) == (version, hashes), name
        assert each["purl"] == f"pkg:pypi/{name}@{version}"
        assert hashes


def test_an_image_is_built_of_what_is_listed() -> None:
    for image, (requirements, _) in sbom.PYTHON.items():
        assert requirements in (ROOT / f"services/{image}/Dockerfile").read_text()
    for file in ("api", "trainer"):
        pinned = {name for name, _, _ in pins(ROOT / f"requirements/{file}.txt")}
        # What lists and audits is in no image.
        assert not pinned & {"cyclonedx-bom", "cyclonedx-python-lib", "pip-audit", "pip-api"}


def test_the_pages_packages_are_listed_with_their_hashes(documents: dict[str, Any]) -> None:
    document = documents["web.npm.cdx.json"]
    sound(document)
    listed = {(each["name"], each["version"]): each for each in document["components"]}
    declared = json.loads((PAGE / "package.json").read_text())
    for name, version in (declared["dependencies"] | declared["devDependencies"]).items():
        assert listed[name, version]["hashes"][0]["alg"] == "SHA-512"
    # Those that the page's own packages need in turn; not the workspace that writes its types.
    assert len(listed) > len(declared["devDependencies"])
    assert "openapi-typescript" not in {name for name, _ in listed}


def test_the_packages_of_a_system_are_listed(tmp_path: Path) -> None:
    document = system_packages.document("bellwether-api", SAID)
    sound(document)
    components: Any = document["components"]
    assert [each["purl"] for each in components] == [
        "pkg:deb/debian/libc6@2.41-12?arch=amd64&distro=debian-13",
        "pkg:deb/debian/libstdc%2B%2B6@14.2.0-19%2Bb1?arch=amd64&distro=debian-13",
        "pkg:deb/debian/tzdata@2026a-0%2Bdeb13u1?arch=all&distro=debian-13",
    ]


def test_what_images_say_is_sound(documents: dict[str, Any]) -> None:
    # Where Docker has built them.
    for name, document in documents.items():
        if name.endswith(".system.cdx.json"):
            sound(document)
            assert len(document["components"]) > 50


def test_where_there_is_no_image_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert system_packages.write("api", tmp_path / "x.json") == "docker is not installed"
    assert not (tmp_path / "x.json").exists()


# --- audits: a database is not to be had wherever this is tested ---------------------------------


@pytest.fixture
def few(tmp_path: Path) -> str:
    """Two packages, so that it takes no minute."""
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements/api.txt").read_text())
    kept = [each for each in entries if each.startswith(("flask==", "blinker=="))]
    file = tmp_path / "few.txt"
    file.write_text("\n".join(kept) + "\n")
    return str(file)


def version(name: str) -> str:
    return next(pinned for each, pinned, _ in pins(ROOT / "requirements/api.txt") if each == name)


def marked() -> str:
    """Which marked the page is built with."""
    found: str = json.loads((PAGE / "package.json").read_text())["dependencies"]["marked"]
    return found


def ask(monkeypatch: pytest.MonkeyPatch, url: str, few: str) -> int:
    monkeypatch.setenv("OSV_URL", f"{url}/v1/query")
    monkeypatch.setenv("npm_config_registry", f"{url}/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    return audit.main([few])


def test_what_is_known_is_told_and_ends_with_1(
    few: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with database({"flask": version("flask"), "marked": marked()}) as url:
        assert ask(monkeypatch, url, few) == 1
    said = capsys.readouterr().out
    assert f"flask {version('flask')}: OSV-2026-1, mended in 999" in said
    assert "2 packages, vulnerabilities: 1 known" in said
    assert f"marked <={marked()}: made up (https://advisory.example/1)" in said


def test_where_nothing_is_known_that_is_told_too(
    few: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with database({"flask": "0.1", "marked": "0.1"}) as url:
        assert ask(monkeypatch, url, few) == 0
    said = capsys.readouterr().out
    assert said.count("vulnerabilities: none known") == 2
    assert "skipped" not in said


def test_where_no_database_can_be_reached_it_is_skipped_with_a_word(
    few: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Nobody listens there.
    assert ask(monkeypatch, "http://127.0.0.1:9", few) == 0
    python, npm = capsys.readouterr().out.splitlines()
    assert python.startswith("Python: skipped, no advisory database can be reached (")
    assert npm.startswith("npm: skipped, no advisory database can be reached (")


def test_a_file_that_cannot_be_read_is_no_skip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "unpinned.txt"
    file.write_text("flask\n")
    with database({}) as url:
        assert ask(monkeypatch, url, str(file)) == 2
    assert "could not be audited" in capsys.readouterr().err
