"""A bundle is written and read: what is damaged is named, and changes nothing (`make bundle`)."""

from __future__ import annotations

import ast
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.running_stack import ROOT
from tools.__main__ import WORDS
from tools.offline import compose_file, images, load, tree
from tools.offline.load import ABOUT, CHECKSUMS, IMAGES, TOP
from tools.offline.packing import Packer

TAG = "1.0-20261129T160000Z"
LOADED = [f"somebody-api:{TAG}", f"somebody-redis:{TAG}"]
SAYS = {
    "format": load.FORMAT,
    "product": "1.0",
    "tag": TAG,
    "created": "2026-11-29T16:00:00Z",
    "platform": "linux/amd64",
    "images": LOADED,
}
FILES = {
    ABOUT: json.dumps(SAYS).encode(),
    "load": b"#!/usr/bin/env python3\n",
    "docker-compose.yml": b"name: somebody\n",
    "predictors/gout/data file.csv": b"Acid,Gout\n" * 5_000,
    "wheels/a.whl": os.urandom(70_000),
    IMAGES: os.urandom(3 << 20),
}

# In the place of Docker: it says what it is for, and keeps what it is given.
DOCKER = """#!/bin/sh
echo "$*" >>"$(dirname "$0")/asked"
case "$*" in
  version*) echo "${KIND:-linux/amd64}" ;;
  load*) head -c "${TAKES:-1000000000}" >"$(dirname "$0")/loaded"; exit "${ENDS:-0}" ;;
esac
"""


def packed(files: Mapping[str, bytes] = FILES) -> bytes:
    out = io.BytesIO()
    packer = Packer(out, list(files), 1_790_000_000)
    for name, content in files.items():
        packer.add(name, io.BytesIO(content), program=name == "load")
    packer.finish()
    return out.getvalue()


@pytest.fixture(scope="module")
def bundle() -> bytes:
    return packed()


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


class Machine:
    """A folder, and a `docker` that notes what it is asked."""

    def __init__(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.home = home
        self.file = home / "bundle.tar"
        self._monkeypatch, self._capsys = monkeypatch, capsys
        (home / "bin").mkdir()
        docker = home / "bin/docker"
        docker.write_text(DOCKER)
        docker.chmod(0o755)
        monkeypatch.chdir(home)
        monkeypatch.setenv("PATH", f"{home / 'bin'}:{os.environ['PATH']}")

    def load(self, content: bytes, *words: str, **environ: str) -> Done:
        """Load it here."""
        self.file.write_bytes(content)
        for name, value in environ.items():
            self._monkeypatch.setenv(name, value)
        self._capsys.readouterr()
        status = load.main([str(self.file), *words])
        printed = self._capsys.readouterr()
        return Done(status, printed.out, printed.err)

    @property
    def unchanged(self) -> bool:
        """Whether Docker was given nothing, and there is no file that was not there."""
        found = {path.name for path in self.home.iterdir()}
        return found <= {"bin", "bundle.tar"} and not (self.home / "bin/loaded").exists()


@pytest.fixture
def machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Machine:
    return Machine(tmp_path, monkeypatch, capsys)


def test_a_bundle_is_loaded_and_unpacked(machine: Machine, bundle: bytes) -> None:
    done = machine.load(bundle)
    assert done.returncode == 0, done.stderr
    folder = machine.home / f"bellwether-{TAG}"
    assert done.stdout == f"Start it: cd {folder} && docker compose up --wait\n"
    assert (machine.home / "bin/loaded").read_bytes() == FILES[IMAGES]
    unpacked = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert CHECKSUMS in unpacked
    assert unpacked.pop(CHECKSUMS).count(b"\n") == len(FILES)
    assert unpacked == {name: content for name, content in FILES.items() if name != IMAGES}
    assert os.access(folder / "load", os.X_OK)
    assert not os.access(folder / "wheels/a.whl", os.X_OK)
    assert f"image inspect {' '.join(LOADED)}" in (machine.home / "bin/asked").read_text()
    # Once more, and it stands in the way.
    again = machine.load(bundle)
    assert again.returncode == 1
    assert "is there already" in again.stderr
    assert machine.load(bundle, "another").returncode == 0


def test_what_is_there_without_python_reads_it(tmp_path: Path, bundle: bytes) -> None:
    (tmp_path / "b.tar").write_bytes(bundle)
    words = "tar -xf b.tar && cd bellwether && sha256sum --strict -c SHA256SUMS"
    done = subprocess.run(["sh", "-c", words], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def offset(bundle: bytes, name: str) -> int:
    """Where the content of a file begins."""
    with tarfile.open(fileobj=io.BytesIO(bundle)) as tar:
        return tar.getmember(TOP + name).offset_data


@pytest.mark.parametrize("name", [name for name in FILES if name != ABOUT])
def test_one_changed_byte_is_named(machine: Machine, bundle: bytes, name: str) -> None:
    spoilt = bytearray(bundle)
    spoilt[offset(bundle, name) + len(FILES[name]) // 2] ^= 1
    done = machine.load(bytes(spoilt))
    assert done.returncode == 1
    assert f"is damaged: {name} is not what it was.\nNothing was changed" in done.stderr
    assert machine.unchanged


def test_all_that_is_damaged_is_named(machine: Machine, bundle: bytes) -> None:
    spoilt = bytearray(bundle)
    for name in ("wheels/a.whl", IMAGES):
        spoilt[offset(bundle, name)] ^= 1
    done = machine.load(bytes(spoilt))
    assert "wheels/a.whl is not what it was; images.tar.gz is not what it was" in done.stderr


@pytest.mark.parametrize("share", [0.0, 0.0001, 0.001, 0.01, 0.05, 0.5, 0.98, 0.9994])
def test_one_that_is_cut_is_refused(machine: Machine, bundle: bytes, share: float) -> None:
    done = machine.load(bundle[: int(share * len(bundle))])
    assert done.returncode == 1
    assert "is damaged: " in done.stderr
    assert machine.unchanged
    if share == 0.5:
        assert "images.tar.gz" in done.stderr


def test_no_flipped_bit_of_a_header_or_the_list_passes(machine: Machine, bundle: bytes) -> None:
    at = {offset(bundle, name) - tarfile.BLOCKSIZE for name in FILES}
    places = [start + each for start in at for each in (0, 5, 124, 130, 150, 156)]
    for place in [*places, offset(bundle, CHECKSUMS), offset(bundle, CHECKSUMS) + 70]:
        spoilt = bytearray(bundle)
        spoilt[place] ^= 2
        with pytest.raises((load.Damaged, tarfile.TarError)):
            load.check(io.BytesIO(spoilt), lambda _: None)
    assert machine.unchanged


def hostile(name: str, *, kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    """A bundle that is whole, but for one more member, which its list has, too."""
    files = {**FILES, "x": b"x"}
    content = packed(files)
    header = tarfile.TarInfo(name)
    header.type, header.linkname = kind, link
    header.size = 1 if kind == tarfile.REGTYPE else 0
    place = offset(content, "x") - tarfile.BLOCKSIZE
    changed = bytearray(content)
    changed[place : place + tarfile.BLOCKSIZE] = header.tobuf(tarfile.GNU_FORMAT)
    return bytes(changed)


@pytest.mark.parametrize(
    ("name", "kind", "link"),
    [
        ("bellwether/../../out", tarfile.REGTYPE, ""),
        ("/tmp/out", tarfile.REGTYPE, ""),
        ("bellwether//tmp/out", tarfile.REGTYPE, ""),
        ("out", tarfile.REGTYPE, ""),
        ("bellwether/a\\b", tarfile.REGTYPE, ""),
        ("bellwether/link", tarfile.SYMTYPE, "/tmp"),
        ("bellwether/link", tarfile.LNKTYPE, "bellwether/load"),
        ("bellwether/device", tarfile.CHRTYPE, ""),
        ("bellwether/folder", tarfile.DIRTYPE, ""),
    ],
)
def test_nothing_but_files_below_its_folder_is_taken(
    machine: Machine, name: str, kind: bytes, link: str
) -> None:
    done = machine.load(hostile(name, kind=kind, link=link))
    assert done.returncode == 1
    assert "is no file of a bundle" in done.stderr
    assert machine.unchanged


def test_what_is_not_in_the_list_is_refused(machine: Machine) -> None:
    done = machine.load(hostile("bellwether/another"))
    assert "another stands there twice, or is not in its list" in done.stderr
    assert machine.unchanged


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tag": "../out"}, "bundle.json cannot be read"),
        ({"tag": 5}, "bundle.json cannot be read"),
        ({"images": ["--help"]}, "bundle.json cannot be read"),
        ({"images": [1]}, "bundle.json cannot be read"),
        ({"format": 2}, "Take the `load` of this bundle"),
        ({"platform": "linux/arm64"}, "for linux/arm64, and this machine's Docker is linux/amd64"),
    ],
)
def test_what_it_says_of_itself_is_looked_at(
    machine: Machine, changes: dict[str, object], message: str
) -> None:
    done = machine.load(packed({**FILES, ABOUT: json.dumps({**SAYS, **changes}).encode()}))
    assert done.returncode == 1
    assert message in done.stderr
    assert machine.unchanged


@pytest.mark.parametrize(("takes", "ends"), [("1000", "1"), ("1000", "0"), ("9999999", "1")])
def test_a_docker_that_does_not_take_the_images_leaves_no_folder(
    machine: Machine, bundle: bytes, takes: str, ends: str
) -> None:
    done = machine.load(bundle, TAKES=takes, ENDS=ends)
    assert done.returncode == 1
    assert "Docker did not take the images" in done.stderr
    assert {path.name for path in machine.home.iterdir()} == {"bin", "bundle.tar"}


def test_without_docker_nothing_is_changed(machine: Machine, bundle: bytes) -> None:
    (machine.home / "bin/docker").unlink()
    done = machine.load(bundle, PATH=str(machine.home / "bin"))
    assert "docker is not installed. Nothing was changed." in done.stderr
    assert machine.unchanged


def test_the_script_is_read_by_old_pythons_and_needs_nothing_beside_it() -> None:
    source = (ROOT / "tools/offline/load.py").read_text()
    parsed = ast.parse(source, feature_version=(3, 8))
    modules = {
        module
        for node in ast.walk(parsed)
        for module in (
            [node.module] if isinstance(node, ast.ImportFrom)
            else [each.name for each in node.names] if isinstance(node, ast.Import)
            else []
        )
    }  # fmt: skip
    assert {str(module).partition(".")[0] for module in modules} <= sys.stdlib_module_names


def test_a_size_that_is_known_late_and_a_long_name_are_written(bundle: bytes) -> None:
    long = f"predictors/{'a' * 90}/{'b' * 90}.csv"
    content = packed({**FILES, long: b"1"})
    assert load.check(io.BytesIO(content), lambda _: None)[0].keys() == {
        *FILES, CHECKSUMS, long,
    }  # fmt: skip


# --- what goes into it --------------------------------------------------------------------------


def test_images_that_are_built_alike_are_one() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    plan = images.named({"name": "somebody", "services": services}, TAG)
    assert sorted(plan.build) == ["api", "trainer", "web"]
    assert plan.pull == (services["redis"]["image"],)
    assert plan.sources == {
        **{f"somebody-{part}:{TAG}": f"somebody-{part}" for part in ("api", "trainer", "web")},
        f"somebody-redis:{TAG}": services["redis"]["image"],
    }
    assert plan.of.keys() == services.keys()
    assert plan.of["backup"] == plan.of["keys"] == f"somebody-api:{TAG}"
    assert plan.of["checker"] == plan.of["fitter"] == f"somebody-trainer:{TAG}"


def test_the_compose_file_names_images_and_is_otherwise_the_same() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    here = yaml.safe_load(text)
    plan = images.named({"name": "somebody", "services": here["services"]}, TAG)
    there = yaml.safe_load(compose_file.with_images(text, plan.of))
    for name, service in there["services"].items():
        assert (service.pop("image"), service.pop("pull_policy")) == (plan.of[name], "never")
        for word in ("build", "image"):
            here["services"][name].pop(word, None)
    assert there == here


def test_a_service_without_an_image_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="another"):
        compose_file.with_images("services:\n  one:\n    image: x\n", {"one": "a", "another": "b"})


def test_a_bundle_has_what_operates_a_stack_and_no_secret(tmp_path: Path) -> None:
    (tmp_path / "gout/__pycache__").mkdir(parents=True)
    for name in ("predictor.yaml", "data.csv", ".data.csv.swp", "__pycache__/x.pyc"):
        (tmp_path / "gout" / name).write_text("x")
    files = tree.files(tmp_path)
    assert {name for name in files if name.startswith("predictors/")} == {
        "predictors/gout/predictor.yaml",
        "predictors/gout/data.csv",
    }
    assert {"Makefile", ".env.example", "nginx/nginx.conf.template", "load"} <= files.keys()
    assert {"docs/operate.md", "deploy/swarm/stack.yml", "tools/operate/backup.py"} <= files.keys()
    assert not {name for name in files if name == ".env" or "/.env" in name}


def test_the_words_that_a_bundle_has_need_nothing_else(tmp_path: Path) -> None:
    for name, path in tree.files(ROOT / "predictors").items():
        if name.startswith("tools/"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(path.read_bytes())
    words = ("load", "operator-key", "retrain", "backup", "restore", "export", "import")
    named = ", ".join(WORDS[word] for word in words)
    done = subprocess.run(
        [sys.executable, "-c", f"import tools.__main__, {named}"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_script_is_enough_by_itself(machine: Machine, bundle: bytes) -> None:
    machine.file.write_bytes(bundle)
    script = machine.home / "load"
    script.write_bytes((ROOT / "tools/offline/load.py").read_bytes())
    command = [sys.executable, "-I", str(script), str(machine.file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Start it: cd ")
