"""The command on any terminal, in any code page, and before a reader that leaves early."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import made_up
from tests.client.conftest import Served
from tests.client.stand_in import Answer, StandIn
from tests.client.test_answers import EXPLAINED, HEAD, SURE
from tests.client.test_client import HEADER, ROW

pytestmark = pytest.mark.slow

NAME = made_up.NAME
CARD = "# Karte — naïve Bayes ≥ 5 µmol/l, “so”, 10 → 20 … █│ 漢\n"


def run(url: str, *words: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [sys.executable, "-m", "bellwether", *words],
        env=plain | {"BELLWETHER_URL": url} | environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=30,
    )


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("ascii", '# Karte - naive Bayes >= 5 umol/l, "so", 10 -> 20 ... #| ?\n'),
        ("cp1252", "# Karte — naïve Bayes >= 5 µmol/l, “so”, 10 -> 20 … #| ?\n"),
        ("cp437", '# Karte - naïve Bayes ≥ 5 µmol/l, "so", 10 -> 20 ... █│ ?\n'),
    ],
)
def test_a_code_page_gets_what_it_can_show(stand_in: StandIn, encoding: str, shown: str) -> None:
    stand_in.tell(Answer({"champion": {"version": "v", "since": "", "by": "", "reason": ""},
                          "history": []}), Answer(CARD.encode()))  # fmt: skip
    done = run(stand_in.url, "card", NAME, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.replace(b"\r\n", b"\n").decode(encoding) == shown


@pytest.mark.parametrize("encoding", ["cp1252"])
def test_json_loses_nothing_and_bars_are_drawn_in_any_code_page(
    stand_in: StandIn, encoding: str
) -> None:
    words = {"result": "Of 100 – “men” – about {n}.", "negative": "Below", "positive": "Above"}
    predictor = {"name": "漢", "title": "≥", "summary": "", "fields": [], "wording": words}
    stand_in.tell(Answer({"predictors": [predictor], "broken": []}))
    done = run(stand_in.url, "predictors", "--json", PYTHONIOENCODING=encoding)
    assert json.loads(done.stdout.decode(encoding)) == [predictor]
    explained = Answer(HEAD | SURE | {"explanation": EXPLAINED, "outside": []})
    stand_in.tell(Answer(predictor), explained, Answer(predictor))
    given = ("explain", "heart", "--set", "BMI=27", "--set", "Sex=Male")
    done = run(stand_in.url, *given, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "################|" in done.stdout.decode(encoding)


def test_a_file_is_utf_8_whatever_the_locale(stand_in: StandIn, tmp_path: Path) -> None:
    stand_in.tell(Answer({"champion": {"version": "v", "since": "", "by": "", "reason": ""},
                          "history": []}), Answer(CARD.encode()))  # fmt: skip
    file = tmp_path / "card.md"
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    with file.open("wb") as out:
        subprocess.run(
            [sys.executable, "-X", "utf8=0", "-m", "bellwether", "card", NAME],
            env=environ
            | {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "BELLWETHER_URL": stand_in.url},
            stdout=out,
            check=True,
            timeout=30,
        )
    assert file.read_text("utf-8") == CARD
    written = tmp_path / "by-name.md"
    stand_in.tell(Answer({"champion": {"version": "v", "since": "", "by": "", "reason": ""},
                          "history": []}), Answer(CARD.encode()))  # fmt: skip
    out_option = ("card", NAME, "--out", str(written))
    assert run(stand_in.url, *out_option, PYTHONIOENCODING="ascii").returncode == 0
    assert written.read_text("utf-8") == CARD


@pytest.mark.parametrize(
    "words",
    [
        ("versions", NAME),
        ("predict", NAME, "--csv", "{rows}"),
        ("--help",),
    ],
)
def test_a_reader_that_leaves_is_no_failure(
    served: Served, tmp_path: Path, words: tuple[str, ...]
) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_bytes(HEADER + ROW * 5_000)
    given = [word.format(rows=rows) for word in words]
    reader, writer = os.pipe()
    # Nobody reads at all: the earliest that a reader can leave.
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bellwether", *given],
            env=os.environ | {"BELLWETHER_URL": served.url},
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=30,
        )
    finally:
        os.close(writer)
    assert (done.returncode, "Traceback" in done.stderr, "BrokenPipe" in done.stderr) == (
        0,
        False,
        False,
    ), done.stderr
