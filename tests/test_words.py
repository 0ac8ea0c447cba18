"""Each word of the Makefile has its module, and what starts first needs no package."""

from __future__ import annotations

import importlib.util
import inspect
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import research.__main__
import tools.__main__

ROOT = Path(__file__).parents[1]
WORDS = {**tools.__main__.WORDS, **research.__main__.WORDS}
# Before an environment is made, and by an operator who has none.
WITHOUT_PACKAGES = ("venv", "operator-key", "retrain", "backup", "check-backup", "restore",
                    "export", "import")  # fmt: skip


@pytest.mark.parametrize("module", WORDS.values())
def test_a_word_has_a_module_that_takes_arguments(module: str) -> None:
    if importlib.util.find_spec(module) is None:
        pytest.fail(f"there is no {module}")
    assert len(inspect.signature(import_module(module).main).parameters) == 1


def test_the_makefile_says_no_word_that_is_unknown() -> None:
    said = re.findall(r"-m (tools|research) ([a-z-]+)", (ROOT / "Makefile").read_text())
    assert {word for _, word in said} | {"bench-paired"} <= set(WORDS)
    assert {room for room, _ in said} == {"tools", "research"}


@pytest.mark.parametrize("word", WITHOUT_PACKAGES)
def test_what_comes_first_needs_no_package(word: str) -> None:
    program = f"import tools.__main__ as words, {tools.__main__.WORDS[word]}"
    subprocess.run([sys.executable, "-S", "-c", program], cwd=ROOT, check=True)


def test_an_unknown_word_is_told_the_known_ones() -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "tools", "operater-key"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 1
    assert "operator-key" in asked.stderr
