"""The commands of whoever works on the project: what `make` runs, and the words behind it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import research.__main__
import tools.__main__
from tests.side_by_side import UNIT
from tools import words

ROOT = Path(__file__).parents[1]


def test_what_is_marked_as_a_unit_test_is_run_by_make_check() -> None:
    makefile = (ROOT / "Makefile").read_text()
    named = re.search(
        r"^unit := \$\(addprefix tests/,([^)]*)\) \$\(wildcard (.*)\*.py\)$", makefile, re.M
    )
    assert named is not None
    rooms = [f"tests/{room}/" for room in named[1].split()]
    assert sorted([*rooms, named[2]]) == sorted(UNIT)


@pytest.mark.parametrize("word", ["bench", "bench-growth", "bench-paired", "retrain", "demo"])
def test_help_explains_a_word_of_the_tools_and_does_nothing(
    word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explained("python -m tools", tools.__main__.WORDS, word)
    assert word.partition("-")[0] in capsys.readouterr().out


@pytest.mark.parametrize("word", sorted(research.__main__.WORDS))
def test_help_explains_a_word_of_research_and_does_nothing(
    word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explained("python -m research", research.__main__.WORDS, word)
    assert word.partition("-")[0] in capsys.readouterr().out


def explained(program: str, known: dict[str, str], word: str) -> bool:
    try:
        return words.run(program, known, [word, "--help"]) == 0
    except SystemExit as end:  # argparse's way
        return end.code == 0
