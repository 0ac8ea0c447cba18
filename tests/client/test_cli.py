"""The command, as an operator or a script calls it, against an API that runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bellwether import Bellwether
from bellwether.cli.app import app
from tests import made_up
from tests.api.test_predictions import PERSON
from tests.client.conftest import FIRST, REJECTED, SECOND, Served
from tests.client.stand_in import Answer, StandIn
from tests.client.test_answers import EXPLAINED, HEAD, SURE
from tests.client.test_client import BAD_ROW, HEADER, ROW

NAME = made_up.NAME
TYPED = ["--set", "Acid=7.5", "--set", "Beers=3", "--set", "Drug=this", "--set", "Kidney=yes",
         "--set", "Mood=low"]  # fmt: skip

Cli = Callable[..., Result]


@pytest.fixture
def cli(client: Bellwether, served: Served) -> Cli:
    """Runs the command with the operator's key; the champion is as it was afterwards."""

    def run(*words: str, stdin: bytes | None = None, **environ: str) -> Result:
        given = {"BELLWETHER_URL": served.url, "BELLWETHER_KEY": served.key, **environ}
        return CliRunner().invoke(app, words, input=stdin, env=given)

    return run


def told(result: Result) -> str:
    """The one line on the standard error of a call that has gone wrong."""
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return line


def test_predictors_for_people_and_for_scripts(cli: Cli) -> None:
    shown = cli("predictors")
    assert shown.stdout.splitlines()[1].split() == [NAME, "Made-up", "gout", SECOND]
    assert json.loads(cli("predictors", "--json").stdout)[0]["name"] == NAME


def test_a_record_that_is_typed_is_answered_in_words(cli: Cli, client: Bellwether) -> None:
    answer = cli("predict", NAME, *TYPED)
    assert answer.exit_code == 0
    probability = client.predict(NAME, PERSON).probability
    assert probability is not None
    points = round(100 * probability)
    assert f"Of 100 made-up people like this, about {points} have it." in answer.stdout
    assert SECOND in answer.stdout
    document = json.loads(cli("predict", NAME, *TYPED, "--as-json").stdout)
    assert document["probability"] == probability


def test_records_come_from_a_file_or_a_pipe(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "people.json"
    file.write_text(json.dumps([PERSON, PERSON]))
    assert len(json.loads(cli("predict", NAME, "--json", str(file)).stdout)) == 2
    piped = cli("predict", NAME, "--json", "-", stdin=json.dumps(PERSON).encode())
    assert json.loads(piped.stdout)["version"] == SECOND
    file.write_text("{")
    broken = cli("predict", NAME, "--json", str(file))
    assert (broken.exit_code, "is not JSON" in broken.stderr) == (2, True)


def test_a_csv_goes_from_file_to_file_and_through_a_pipe(cli: Cli, tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(HEADER + ROW + BAD_ROW)
    refused = cli("predict", NAME, "--csv", str(source), "--out", str(target))
    assert refused.exit_code == 1
    assert told(refused).startswith("bellwether: line 3, Acid must be")
    assert not target.exists()
    words = ("predict", NAME, "--csv", str(source), "--out", str(target), "--on-error", "row")
    done = cli(*words)
    assert (done.exit_code, done.stdout) == (0, "")
    assert f"2 rows answered by {SECOND}, 1 of them refused" in done.stderr
    assert len(target.read_text().splitlines()) == 3
    piped = cli("predict", NAME, "--csv", "-", stdin=HEADER + ROW)
    assert piped.stdout.splitlines()[0] == "probability,positive,band_low,band_high,outside,refusal"


def test_an_explanation_is_drawn_largest_first(cli: Cli, stand_in: StandIn) -> None:
    words = {"result": "Of 100, about {n}.", "negative": "Below", "positive": "Above"}
    predictor = {"name": "heart", "title": "", "summary": "", "fields": [], "wording": words}
    stand_in.tell(
        Answer(predictor),
        Answer(HEAD | SURE | {"explanation": EXPLAINED, "outside": ["BMI"]}),
        Answer(predictor),
    )
    given = ("explain", "heart", "--set", "BMI=27", "--set", "Sex=Male")
    drawn = cli(*given, BELLWETHER_URL=stand_in.url)
    assert drawn.exit_code == 0, drawn.stderr
    assert "Beyond what the model has seen in training: BMI." in drawn.stdout
    *_, base, first, second, total = drawn.stdout.splitlines()
    assert base.split()[:2] == ["baseline", "8.57"]
    assert first.split()[:3] == ["Sex", "Male", "-2.00"]
    assert first.endswith("████████████████│")
    assert second.split()[:3] == ["BMI", "27", "+0.41"]
    assert second.endswith("│███")
    assert total.split()[:3] == ["all", "together", "6.98"]
    assert max(map(len, (base, first, second, total))) <= 80


def test_a_record_that_the_model_refuses_ends_with_1(cli: Cli, stand_in: StandIn) -> None:
    refusals = [{"field": "Age", "reason": "nobody under 21 was studied"}]
    none = {"probability": None, "positive": None, "refusals": refusals}
    stand_in.tell(Answer(HEAD | none))
    answer = cli("predict", "heart", "--json", "-", stdin=b"{}", BELLWETHER_URL=stand_in.url)
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["refusals"] == refusals


@pytest.mark.parametrize(
    ("words", "environ", "code", "said"),
    [
        (("predict", NAME, *TYPED, "--set", "Wine=1"), {}, 1, "Wine is not a field"),
        (("predict", NAME), {}, 2, "Give one of --set, --json, --csv"),
        (("predict", NAME, "--set", "Acid"), {}, 2, "FIELD=VALUE"),
        (("--url", "nowhere", "predictors"), {}, 2, "http://localhost:8080"),
        (("predict", NAME, "--csv", "/no/such.csv"), {}, 2, "/no/such.csv: No such file"),
        (("predictors",), {"BELLWETHER_URL": "http://127.0.0.1:1"}, 3, "is Bellwether up"),
        (("retrain", NAME), {"BELLWETHER_KEY": "wrong"}, 4, "key is missing or wrong"),
        (("retrain", NAME), {"BELLWETHER_KEY": ""}, 4, "key is missing or wrong"),
        (("--key-file", "/no/such.key", "predictors"), {}, 4, "/no/such.key cannot be read"),
        (("versions", "none"), {}, 5, "no predictor of this name"),
        (("report", NAME, "--version", "none"), {}, 5, "version"),
        (("datasets", "remove", NAME, "initial"), {}, 6, "initial rows"),
        (("datasets", "remove", NAME, "f00"), {}, 5, "begins with f00"),
        (("cancel", "f00"), {}, 5, "begins with f00"),
    ],
)
def test_what_is_wrong_is_said_in_a_line_and_in_the_exit_code(
    cli: Cli, words: tuple[str, ...], environ: dict[str, str], code: int, said: str
) -> None:
    result = cli(*words, **environ)
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    if code != 2:
        assert told(result).startswith("bellwether: ")


def test_an_answer_that_makes_no_sense_is_no_traceback(cli: Cli, stand_in: StandIn) -> None:
    stand_in.tell(Answer({"something": "else"}))
    answer = cli("predictors", BELLWETHER_URL=stand_in.url)
    assert answer.exit_code == 1
    assert "cannot be read" in told(answer)


def test_a_key_lies_in_a_file(cli: Cli, served: Served, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(served.key + "\n")
    by_name = cli("retrain", NAME, BELLWETHER_KEY="", BELLWETHER_KEY_FILE=str(file))
    assert by_name.exit_code == 0
    by_option = cli(
        "--key-file", str(file), "cancel", by_name.stdout.split()[-1], BELLWETHER_KEY="x"
    )
    assert by_option.exit_code == 0


@pytest.mark.parametrize(
    ("status", "code"), [("published", 0), ("rejected", 7), ("failed", 1), ("cancelled", 8)]
)
def test_the_exit_code_tells_how_a_retraining_has_ended(
    cli: Cli, served: Served, status: str, code: int
) -> None:
    job = json.loads(cli("retrain", NAME, "--effort", "quick", "--json").stdout)["id"]
    end: dict[str, Any] = {"status": status, "progress": 1.0, "message": "so it ended"}
    if status == "failed":
        end["error"] = "the rows are faulty"
    served.ledger.update(job, **end, version=REJECTED)
    watched = cli("watch", job[:12])
    assert watched.exit_code == code
    assert "100%" in watched.stderr
    assert status in watched.stdout
    assert "so it ended" in watched.stdout
    assert ("the rows are faulty" in watched.stdout) == (status == "failed")
    assert [job[:8], NAME, status] == cli("jobs").stdout.splitlines()[1].split()[:3]


def test_ctrl_c_leaves_the_training_running_and_says_so(served: Served, client: Bellwether) -> None:
    # Through the real entry point: a signal reaches a process.
    environ = os.environ | {"BELLWETHER_URL": served.url, "BELLWETHER_KEY": served.key}
    command = [sys.executable, "-m", "bellwether", "retrain", NAME, "--watch"]
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline().split() == [NAME, "0%", "queued,", "queued"]
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    (job,) = client.retrainings()
    assert (process.returncode, out, job.status) == (130, "", "queued")
    assert "The training goes on" in err
    assert f"bellwether cancel {job.id[:8]}" in err
    assert "Traceback" not in err


def test_versions_promote_and_rollback(cli: Cli) -> None:
    head, third, second, first = cli("versions", NAME).stdout.splitlines()
    assert head.split() == ["Version", "Created", "Candidate", "AUROC", "Log", "loss", "Gate"]
    assert third.split() == [REJECTED, "2026-01-03", "Logistic", "Regression", "0.810", "0.4000",
                             "failed"]  # fmt: skip
    assert second.startswith(f"*{SECOND} ")
    assert max(map(len, (head, third, second, first))) <= 80
    assert [each["version"] for each in json.loads(cli("versions", NAME, "--json").stdout)] == [
        REJECTED,
        SECOND,
        FIRST,
    ]
    assert told(cli("promote", NAME, REJECTED)) == (
        "bellwether: reason must say why, because the gate has rejected this version"
    )
    promoted = cli("promote", NAME, FIRST, "--reason", "a try")
    assert promoted.stdout == f"{FIRST} is the champion of {NAME}\n"
    assert cli("rollback", NAME).stdout == f"{SECOND} is the champion of {NAME} again\n"


def test_a_report_is_a_summary_a_file_or_a_page(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = cli("report", NAME).stdout
    assert "AUROC" in summary
    assert "better than the champion" in summary
    file = tmp_path / "report.json"
    assert cli("report", NAME, "--version", REJECTED, "--out", str(file)).exit_code == 0
    assert json.loads(file.read_text())["gate"]["accepted"] is False
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert cli("report", NAME, "--open").exit_code == 0
    assert opened[0].endswith(f"/#/report/{NAME}/{SECOND}")


def test_data_sets_have_a_template_and_a_list(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "template.csv"
    assert cli("datasets", "template", NAME, "--out", str(file)).exit_code == 0
    assert file.read_text() == cli("datasets", "template", NAME).stdout
    assert "initial" in cli("datasets", "list", NAME).stdout
    missing = cli("datasets", "add", NAME, str(tmp_path / "none.csv"))
    assert missing.exit_code == 2


def test_help_fits_a_terminal_and_has_the_exit_codes() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "bellwether", "--help"],
        check=True,
        capture_output=True,
        text=True,
        timeout=30,
    ).stdout
    assert "7  the gate has rejected the version" in shown
    assert max(map(len, shown.splitlines())) <= 80
