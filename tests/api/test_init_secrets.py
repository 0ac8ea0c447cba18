"""The one-shot that makes the secrets of a stack."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.running_stack import ROOT

pytestmark = pytest.mark.slow

NAMES = ("operator-key", "redis-password", "trainer-redis-password", "redis.acl")


def make(*directories: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Of one directory all three are made."""
    named = directories * 3 if len(directories) == 1 else directories
    return subprocess.run(
        [sys.executable, "-m", "bellwether_api.init_secrets", *map(str, named)],
        env={"PYTHONPATH": os.environ.get("PYTHONPATH", ""), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def read(directory: Path) -> list[str]:
    return [(directory / name).read_text().strip() for name in NAMES]


def test_keys_are_made_once_and_kept(tmp_path: Path) -> None:
    directory = tmp_path / "keys"
    first = make(directory)
    assert first.returncode == 0, first.stderr
    *secrets, acl = read(directory)
    assert min(len(secret) for secret in secrets) >= 40
    assert len(set(secrets)) == 3
    digests = [hashlib.sha256(secret.encode()).hexdigest() for secret in secrets]
    assert [digest in acl for digest in digests] == [False, True, True]
    assert sorted(path.name for path in directory.iterdir()) == sorted(NAMES)
    for name in NAMES:
        assert stat.S_IMODE((directory / name).stat().st_mode) == 0o640
    second = make(directory)
    assert read(directory) == [*secrets, acl]
    assert second.stdout == "".join(f"{name}: kept\n" for name in NAMES)
    for secret in (*secrets, *digests):
        assert secret not in first.stdout + first.stderr + second.stdout


def test_each_part_is_given_its_own_secrets_alone(tmp_path: Path) -> None:
    api, trainer, redis = directories = [tmp_path / name for name in ("api", "trainer", "redis")]
    assert make(*directories).returncode == 0
    assert {path.name for path in api.iterdir()} == {"operator-key", "redis-password"}
    assert {path.name for path in trainer.iterdir()} == {"trainer-redis-password"}
    assert {path.name for path in redis.iterdir()} == {"redis.acl"}


def test_an_operators_key_that_is_given_wins(tmp_path: Path) -> None:
    make(tmp_path)
    _, password, *_ = read(tmp_path)
    given = tmp_path / "given"
    given.write_text("given in a file\n")
    assert make(tmp_path, OPERATOR_KEY="", OPERATOR_KEY_FILE=str(given)).returncode == 0
    assert read(tmp_path)[:2] == ["given in a file", password]
    assert "operator-key: replaced" in make(tmp_path, OPERATOR_KEY="given right here").stdout
    assert read(tmp_path)[:2] == ["given right here", password]


def test_a_key_that_is_found_by_trying_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    make(tmp_path)
    before = read(tmp_path)
    failed = make(tmp_path, OPERATOR_KEY="elevenchars")
    assert failed.returncode == 1
    assert "11 of at least 12 characters" in failed.stderr
    assert "elevenchars" not in failed.stdout + failed.stderr
    assert read(tmp_path) == before


def test_a_file_that_is_not_there_or_empty_is_an_error_and_changes_nothing(tmp_path: Path) -> None:
    make(tmp_path)
    before = read(tmp_path)
    empty = tmp_path / "empty"
    empty.touch()
    for path in (empty, tmp_path / "none"):
        failed = make(tmp_path, OPERATOR_KEY_FILE=str(path))
        assert failed.returncode == 1
        assert str(path) in failed.stderr
    assert make(empty).returncode == 1
    assert read(tmp_path) == before


def test_no_container_that_runs_on_has_the_key_in_its_environment() -> None:
    """Whoever may ask Docker about it would read it there; a file has to be opened."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    told = {
        name
        for name, service in services.items()
        if any(
            "OPERATOR_KEY" in f"{variable} {value}" and not variable.endswith("_FILE")
            for variable, value in service.get("environment", {}).items()
        )
    }
    assert told == {"keys"}
    assert services["keys"]["restart"] == "no"
