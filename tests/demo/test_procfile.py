"""The Procfile's two processes, as a platform of the Heroku kind starts them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import made_up
from tests.running_stack import ROOT, Stack
from tools.demo.places import free_port

KEY = "a-key-for-the-platform"


@pytest.fixture
def platform(tmp_path: Path, redis_url: str) -> Iterator[Stack]:
    """honcho does what the platform would: it reads the Procfile and gives a port.

    Nobody has made the directories.
    """
    port = free_port()
    scripts = Path(sys.executable).parent
    made_up.write(tmp_path / "predictors")
    environment = os.environ | {
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "PORT": str(port),
        "REDIS_URL": redis_url,
        "BELLWETHER_OPERATOR_KEY": KEY,
        "BELLWETHER_PREDICTORS_DIR": str(tmp_path / "predictors"),
        "BELLWETHER_MODELS_DIR": str(tmp_path / "models"),
        "BELLWETHER_CHAMPIONS_DIR": str(tmp_path / "champions"),
        "BELLWETHER_DATA_DIR": str(tmp_path / "data"),
        "BELLWETHER_FULL_TRAINING": "no",
        # What is trained here answers only if it was signed, and by a key that somebody has made.
        "BELLWETHER_SIGNING_KEYS_DIR": str(tmp_path / "signing"),
        "BELLWETHER_PUBLIC_KEYS_DIR": str(tmp_path / "public-keys"),
        "REQUIRE_SIGNATURES": "yes",
    }
    with (tmp_path / "said").open("wb") as said:
        honcho = subprocess.Popen(
            [scripts / "honcho", "start"], cwd=ROOT, env=environment, stdout=said, stderr=said
        )
    yield Stack(f"http://127.0.0.1:{port}", KEY, tmp_path / "predictors")
    honcho.terminate()
    honcho.wait(timeout=30)


@pytest.mark.nightly
def test_web_and_worker_train_and_answer(platform: Stack) -> None:
    platform.wait_until_ready({made_up.NAME}, seconds=90)
    answer = platform.predict(made_up.NAME, platform.example(made_up.NAME))
    assert 0 < answer["probability"] < 1


def test_without_a_key_to_sign_with_the_worker_says_so_and_ends(
    tmp_path: Path, redis_url: str
) -> None:
    given = {
        "BELLWETHER_REDIS_URL": redis_url,
        "BELLWETHER_MODELS_DIR": str(tmp_path),
        "BELLWETHER_PUBLIC_KEYS_DIR": str(tmp_path),
        "BELLWETHER_REQUIRE_SIGNATURES": "yes",
    }
    ended = subprocess.run(
        [sys.executable, "-m", "bellwether_trainer.worker"],
        env=os.environ | given,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ended.returncode, "would be refused" in ended.stderr) == (2, True)
