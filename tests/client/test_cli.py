"""The command, as an operator or a script calls it, against an API that runs."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bellwether import Bellwether
from bellwether.cli.app import app
from bellwether.cli.ends import End
from bellwether.datasets import Dataset
from bellwether.validations import Validation
from bellwether_contract.errors import RowFault
from bellwether_contract.storage.datasets import Again, CheckResult, DatasetStore, Repeated
from bellwether_contract.storage.validations import Outcome, ValidationStore
from tests import factories, job_records, made_up
from tests.api.test_predictions import PERSON
from tests.client.conftest import FIRST, REJECTED, SECOND, Served
from tests.client.stand_in import Answer, StandIn
from tests.client.test_answers import EXPLAINED, HEAD, SURE
from tests.client.test_client import BAD_ROW, HEADER, ROW
from tools.operate import retrain
from tools.operate.running import Running

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


@pytest.mark.parametrize(
    ("ended", "job", "words"),
    [
        ("failed", {"error": "the rows are others"}, ["heart", "failed: the rows are others"]),
        (
            "rejected",
            {"message": "the slope is 2", "version": "v7"},
            ["heart", "was rejected: the slope is 2", "retrain", "promote v7 by force"],
        ),
        (
            "candidate",
            {"message": "promote: by_hand", "version": "v7"},
            ["heart", "is kept as a candidate: promote: by_hand", "promote v7"],
        ),
    ],
)
def test_why_nothing_answers_is_told_with_the_list(
    stand_in: StandIn, ended: str, job: dict[str, Any], words: list[str]
) -> None:
    entry: dict[str, Any] = {
        "name": "heart",
        "title": "Heart disease",
        "summary": "",
        "champion": None,
    }
    entry |= {"training": None, "failed": None, "rejected": None, ended: job}
    stand_in.tell(Answer({"predictors": [entry], "broken": []}))
    shown = CliRunner().invoke(app, ["predictors"], env={"BELLWETHER_URL": stand_in.url})
    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[1].split() == [
        "heart",
        "Heart",
        "disease",
        "none",
        "yet",
        ended,
    ]
    for each in words:
        assert each in shown.stderr.replace("\n", " ")


def test_a_draft_is_told_with_the_list(stand_in: StandIn) -> None:
    # An older server says nothing of drafts.
    old: dict[str, Any] = {
        "name": "heart",
        "title": "Heart disease",
        "summary": "",
        "champion": None,
        "training": None,
    }
    stand_in.tell(
        Answer({"predictors": [old, old | {"name": "gout", "draft": True}], "broken": []})
    )
    shown = CliRunner().invoke(app, ["predictors"], env={"BELLWETHER_URL": stand_in.url})
    assert shown.exit_code == 0
    assert "gout is a draft: it answers holders of a key alone" in shown.stderr.replace("\n", " ")
    assert "heart is a draft" not in shown.stderr


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


def test_columns_of_a_csv_are_kept(cli: Cli) -> None:
    rows = b'id,"a, b",' + HEADER + b"p1,x," + ROW
    kept = cli("predict", NAME, "--csv", "-", "--keep", '"a, b",id', stdin=rows)
    assert kept.exit_code == 0
    assert [line.split(",0.")[0] for line in kept.stdout.splitlines()[1:]] == ["x,p1"]
    assert cli("predict", NAME, "--csv", "-", "--keep", "*", stdin=rows).exit_code == 0
    assert cli("predict", NAME, "--csv", "-", "--keep", "ids", stdin=rows).exit_code == 1


@pytest.mark.parametrize("way", ["spelt", "symbolic", "hard", "stdin"])
def test_answers_never_take_the_place_of_the_rows(
    cli: Cli, served: Served, stand_in: StandIn, tmp_path: Path, way: str
) -> None:
    source, link = tmp_path / "people.csv", tmp_path / "link.csv"
    source.write_bytes(HEADER + ROW)
    if way == "symbolic":
        link.symlink_to(source)
    elif way == "hard":
        link.hardlink_to(source)
    (tmp_path / "folder").mkdir()
    spelt = f"{tmp_path}/folder/../people.csv"
    target = {"spelt": spelt, "symbolic": link, "hard": link}.get(way, source)
    given = "-" if way == "stdin" else str(source)
    with source.open("rb") as rows:
        done = subprocess.run(
            [sys.executable, "-m", "bellwether", "predict", NAME, "--csv", given,
             "--out", str(target)],
            env=os.environ | {"BELLWETHER_URL": stand_in.url},
            stdin=rows,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "--out" in done.stderr
    assert "name another file" in " ".join(done.stderr.split())
    assert source.read_bytes() == HEADER + ROW
    assert stand_in.asked == []


def test_answers_go_through_a_link_to_the_file_behind_it(cli: Cli, tmp_path: Path) -> None:
    source, target, link = (tmp_path / name for name in ("in.csv", "out.csv", "link.csv"))
    source.write_bytes(HEADER + ROW)
    target.write_text("what was there before")
    link.symlink_to(target)
    assert cli("predict", NAME, "--csv", str(source), "--out", str(link)).exit_code == 0
    assert link.is_symlink()
    assert target.read_text().startswith("probability,")


def test_the_command_says_which_it_is(cli: Cli) -> None:
    assert cli("--version").stdout == f"bellwether {metadata.version('bellwether-client')}\n"


def test_json_is_read_as_windows_writes_it(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "person.json"
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le"):
        file.write_text(json.dumps(PERSON), encoding)
        answer = cli("predict", NAME, "--json", str(file))
        assert json.loads(answer.stdout)["version"] == SECOND


def test_a_version_is_named_by_its_beginning(cli: Cli) -> None:
    assert SECOND in cli("report", NAME, "--version", SECOND[:8]).stdout
    several = cli("report", NAME, "--version", "2026")
    assert several.exit_code == 6
    assert told(several) == (
        f"bellwether: 3 begin with 2026, give more of the name: {REJECTED}, {SECOND}, {FIRST}"
    )
    assert cli("promote", NAME, FIRST[:8]).stdout == f"{FIRST} is the champion of {NAME}\n"


def test_a_number_that_may_be_two_is_not_sent(cli: Cli) -> None:
    answer = cli("predict", NAME, "--set", "Beers=1,200")
    assert (answer.exit_code, told(answer)) == (
        1,
        "bellwether: Beers is not clear: 1,200 can mean 1200 or 1.2: write 1200 or 1.2",
    )


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
    assert "Believe this" not in drawn.stdout
    *_, base, first, second, total = drawn.stdout.splitlines()
    assert base.split()[:2] == ["baseline", "8.57"]
    assert first.split()[:3] == ["Sex", "Male", "-2.00"]
    assert first.endswith("████████████████│")
    assert second.split()[:3] == ["BMI", "27", "+0.41"]
    assert second.endswith("│███")
    assert total.split()[:3] == ["all", "together", "6.98"]
    assert max(map(len, (base, first, second, total))) <= 80


def test_a_score_that_was_not_observed_is_told_with_what_to_believe(
    cli: Cli, stand_in: StandIn
) -> None:
    words = {"result": "Of 100, about {n} have it.", "positive": "High", "negative": "Low"}
    predictor = {"name": "heart", "title": "", "summary": "", "fields": [], "wording": words}
    band = {"low": 0.75, "high": 0.91, "n": 31, "agrees": False}
    answer = {"probability": 0.92, "positive": True, "band": band, "outside": []}
    stand_in.tell(Answer(predictor), Answer(HEAD | answer), Answer(predictor))
    drawn = cli("predict", "heart", "--set", "BMI=27", BELLWETHER_URL=stand_in.url)
    assert drawn.exit_code == 0, drawn.stderr
    told = " ".join(drawn.stdout.split())
    assert "Of 100 people with a score like this, 75 to 91 had it" in told
    assert "31 people had a score within 2 points of it" in told
    assert "not what the score says. Believe this rather than the score" in told


def test_whom_it_is_about_and_how_few_were_like_this_come_before_the_number(
    cli: Cli, stand_in: StandIn
) -> None:
    words = {"result": "Of 100, about {n} have it.", "positive": "High", "negative": "Low"}
    predictor = {"name": "heart", "title": "", "summary": "", "fields": [], "wording": words}
    asked = predictor | {"population": {"question": "Are you a woman?"}}
    few = "Fewer than 5 of 768 women had 57 or more (BMI): this figure is a guess."
    answer = {
        "outside": ["Age", "BMI"],
        "thin": [{"field": "BMI", "reason": few}],
    }
    stand_in.tell(Answer(asked), Answer(HEAD | SURE | answer), Answer(asked))
    drawn = cli("predict", "heart", "--set", "BMI=60", BELLWETHER_URL=stand_in.url)
    assert drawn.exit_code == 0, drawn.stderr
    told = " ".join(drawn.stdout.split())
    assert told.startswith(f"Are you a woman? If not, the answer is not about you. {few} Of 100,")
    assert "Beyond what the model has seen in training: Age." in told


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
    ("status", "code"),
    [("published", 0), ("candidate", 9), ("rejected", 7), ("failed", 1), ("cancelled", 8)],
)
def test_the_exit_code_tells_how_a_retraining_has_ended(
    cli: Cli, served: Served, status: str, code: int
) -> None:
    job = json.loads(cli("retrain", NAME, "--effort", "quick", "--json").stdout)["id"]
    end: dict[str, Any] = {"status": status, "progress": 1.0, "message": "so it ended"}
    if status == "failed":
        end["error"] = "the rows are faulty"
    job_records.rewrite(served.redis, job, **end, version=REJECTED)
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
        # Nobody trains here, and it says so.
        assert process.stderr.readline().split()[:5] == [NAME, "0%", "queued,", "waits", "for"]
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    (job,) = client.retrainings()
    assert (process.returncode, out, job.status) == (130, "", "queued")
    assert "The training goes on" in err
    assert f"bellwether cancel {job.id[:8]}" in err
    assert "Traceback" not in err


def test_ctrl_c_leaves_what_make_has_asked_for(served: Served, client: Bellwether) -> None:
    script = (
        "import sys; from tools.operate import retrain; from tools.operate.running import Running;"
        f"retrain.find = lambda: Running({served.url!r}, {served.key!r});"
        f"sys.exit(retrain.main([{NAME!r}, 'quick']))"
    )
    told_so_far = ""
    with subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        # No line ends before the next one begins.
        while not told_so_far.endswith("not running"):
            told_so_far += process.stdout.read(1)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
    (job,) = client.retrainings()
    assert (process.returncode, job.status) == (130, "queued")
    assert "The training goes on" in err
    # The key is no word of a command, which everybody on the machine may read.
    assert "| curl -X DELETE -H @- " in err
    assert job.id in err
    assert "Traceback" not in err


def test_make_asks_without_promoting_and_a_candidate_is_an_end(
    served: Served, client: Bellwether, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrain, "find", lambda: Running(served.url, served.key))
    # Nobody trains here: it has ended as soon as it was asked for.
    ending = SimpleNamespace(
        monotonic=time.monotonic, sleep=lambda _: _end_as_candidate(served, client)
    )
    # Not the sleep of all: the API's own threads sleep in this process, too.
    monkeypatch.setattr(retrain, "time", ending)
    assert retrain.main([NAME, "quick", "no"]) == 0
    (job,) = client.retrainings()
    assert (job.status, job.record.promote) == ("candidate", False)
    with pytest.raises(SystemExit, match="yes or no"):
        retrain.main([NAME, "quick", "perhaps"])


def _end_as_candidate(served: Served, client: Bellwether) -> None:
    (job,) = client.retrainings()
    job_records.rewrite(served.redis, job.id, status="candidate", progress=1.0)


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


def test_a_version_is_withdrawn_with_a_reason_and_says_so_everywhere(
    cli: Cli, added: Callable[..., str]
) -> None:
    gone = added(4, outcome="candidate", reason="promote: by_hand")
    assert cli("versions", NAME).stdout.splitlines()[1].split()[-1] == "candidate"
    assert "promote: by_hand" in cli("report", NAME, "--version", gone).stdout
    assert cli("withdraw", NAME, gone).exit_code == 2
    champion = cli("withdraw", NAME, SECOND, "--reason", "a leak")
    assert champion.exit_code == 6
    assert "roll back to" in told(champion)
    for reason in ("a leak", "another"):
        done = cli("withdraw", NAME, gone[:12], "--reason", reason)
        assert done.stdout == f"{gone} of {NAME} is withdrawn: a leak\n"
    assert cli("versions", NAME).stdout.splitlines()[1].split()[-1] == "withdrawn"
    assert "by the operator: a leak" in cli("report", NAME, "--version", gone).stdout
    refused = cli("promote", NAME, gone, "--reason", "all the same")
    assert refused.exit_code == 6
    assert "not even by force" in told(refused)


def test_removed_rows_name_who_has_learned_from_them(cli: Cli, stand_in: StandIn) -> None:
    name = "f" * 64
    learned = [
        {"version": version, "champion": champion, "outcome": "promoted", "withdrawn": withdrawn}
        for version, champion, withdrawn in (
            ("v3", True, None),
            ("v2", False, None),
            ("v1", False, {"at": "2026-01-01", "by": "operator", "reason": "a leak"}),
        )
    ]
    listed = {"datasets": [{"name": name, "status": "usable"}]}
    stand_in.tell(Answer(listed), Answer({"learned": learned}))
    shown = CliRunner().invoke(
        app, ["datasets", "remove", NAME, name], env={"BELLWETHER_URL": stand_in.url}
    )
    assert shown.exit_code == 0
    assert shown.stdout.split() == ["v3", "v2"]
    assert "promote another one before you withdraw it" in shown.stderr
    assert f"bellwether withdraw {NAME} v2 --reason" in shown.stderr


def test_a_training_is_asked_for_without_promoting(cli: Cli) -> None:
    asked = json.loads(cli("retrain", NAME, "--no-promote", "--json").stdout)
    assert asked["promote"] is False
    cli("cancel", asked["id"])


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


def test_rows_come_from_a_pipe_packed_or_not(
    cli: Cli, client: Bellwether, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody checks them here.
    monkeypatch.setattr("bellwether.datasets.Dataset.wait", lambda self, *_: self)
    for rows in (made_up.rows(3000), gzip.compress(made_up.rows(60))):
        name = hashlib.sha256(rows).hexdigest()
        sent = cli("datasets", "add", NAME, "-", stdin=rows)
        assert told(sent) == f"bellwether: {name} is checking: 0 faults"
        client.remove_dataset(NAME, name)


def test_rows_of_a_file_are_listed_by_its_name(
    cli: Cli, client: Bellwether, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bellwether.datasets.Dataset.wait", lambda self, *_: self)
    file = tmp_path / "ward 3.csv"
    file.write_bytes(made_up.rows(90))
    cli("datasets", "add", NAME, str(file))
    name = hashlib.sha256(file.read_bytes()).hexdigest()
    assert client.dataset(NAME, name).record.file == "ward 3.csv"
    assert "ward 3.csv" in cli("datasets", "list", NAME).stdout
    client.remove_dataset(NAME, name)


def test_a_question_of_rows_is_told_and_answered(
    cli: Cli, client: Bellwether, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = made_up.rows(70)
    name = hashlib.sha256(rows).hexdigest()

    def judged(self: Dataset, *_: object) -> Dataset:
        again = Again("found", rows=70, known=600, again=66, told=64)
        there = Repeated(9, 8)
        at = "2026-01-01T00:00:00Z"
        verdict = CheckResult("usable", 70, 9, 0, (), "d" * 64, at, again, there)
        DatasetStore(served.house.data).judge(NAME, name, verdict)
        return self.refresh()

    monkeypatch.setattr("bellwether.datasets.Dataset.wait", judged)
    sent = cli("datasets", "add", NAME, "-", stdin=rows)
    assert sent.exit_code == End.CONFLICT
    assert sent.stdout == f"{name}\n"
    assert "About 66 of 70 rows look like people who are known already" in sent.stderr
    assert "bellwether datasets answer" in sent.stderr
    assert "9 of 70 rows already there" in sent.stderr
    assert client.dataset(NAME, name).record.repeated == 9
    assert "asked" in cli("datasets", "list", NAME).stdout
    assert cli("retrain", NAME, "--dataset", name).exit_code == End.CONFLICT
    assert cli("datasets", "answer", NAME, name[:8]).exit_code == End.USAGE
    said = cli("datasets", "answer", NAME, name[:8], "--different-people", "--reason", "a new town")
    assert said.exit_code == End.DONE
    found = client.dataset(NAME, name)
    assert (found.usable, found.record.same_people) == (True, False)
    assert client.dataset(NAME, name).answer(same_people=True).record.same_people is True
    client.remove_dataset(NAME, name)
    assert cli("datasets", "answer", NAME, "initial", "--same-people").exit_code == End.CONFLICT


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


def test_a_version_is_validated_and_every_figure_is_told_beside_the_trainings(
    cli: Cli, client: Bellwether, served: Served, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    figure = {
        "name": "auroc", "label": "AUROC", "here": {"estimate": 0.7, "low": 0.65, "high": 0.75},
        "training": {"estimate": 0.8, "low": None, "high": None}, "z": -3.21, "found": "differs",
        "words": "further apart than chance explains: people are ranked worse here",
    }  # fmt: skip

    def measured(self: Validation, *_: object) -> Validation:
        outcome = Outcome("done", "2026-01-01T00:00:00Z", rows=70, events=3, figures=(figure,),
                          warnings=("These rows were learned from.",))  # fmt: skip
        report = factories.validation_report(figures=[figure])
        ValidationStore(served.house.data).finish(NAME, self.id, outcome, report)
        return self.refresh()

    def refused(self: Validation, *_: object) -> Validation:
        outcome = Outcome("failed", "2026-01-01T00:00:00Z", error="The rows do not fit.", count=1,
                          faults=(RowFault(3, "Acid", "must be a number"),))  # fmt: skip
        ValidationStore(served.house.data).finish(NAME, self.id, outcome)
        return self.refresh()

    file = tmp_path / "ward.csv"
    file.write_bytes(made_up.rows(70))
    monkeypatch.setattr("bellwether.validations.Validation.wait", measured)
    shown = cli("validate", NAME, str(file), "--version", FIRST, "--note", "ward 3")
    assert shown.exit_code == End.DONE, shown.stderr
    assert f"version {FIRST}" in shown.stdout
    assert "fewer than 5 people with the outcome" in shown.stdout
    assert "These rows were learned from." in shown.stdout
    assert "0.700 (0.650 to 0.750)" in shown.stdout
    assert "-3.2" in shown.stdout
    assert "people are ranked worse here" in shown.stdout
    (made,) = client.validations(NAME)
    assert (made.record.version, made.record.note, made.status) == (FIRST, "ward 3", "done")
    assert "ward 3" in cli("validations", NAME).stdout
    assert json.loads(cli("validations", NAME, made.id[:8], "--json").stdout)["id"] == made.id
    out = tmp_path / "report.json"
    assert cli("validations", NAME, made.id[:8], "--out", str(out)).exit_code == End.DONE
    assert json.loads(out.read_text())["figures"] == [figure]
    assert cli("validations", NAME, "--remove").exit_code == End.USAGE
    assert cli("validations", NAME, made.id[:8], "--remove").exit_code == End.DONE
    assert client.validations(NAME) == []

    monkeypatch.setattr("bellwether.validations.Validation.wait", refused)
    spoilt = cli("validate", NAME, "-", stdin=made_up.rows(70))
    assert spoilt.exit_code == End.REFUSED
    assert "The rows do not fit." in spoilt.stderr
    assert "line 3, Acid must be a number" in spoilt.stderr
    client.validations(NAME)[0].remove()
    sent = cli("validate", NAME, "-", "--no-wait", stdin=gzip.compress(made_up.rows(70)))
    assert (sent.exit_code, "is queued" in sent.stdout) == (End.DONE, True)
    assert cli("validate", NAME, str(file), "--version", "2031").exit_code == End.NOT_FOUND
    assert cli("validations", NAME, "f0f0").exit_code == End.NOT_FOUND
    client.validations(NAME)[0].remove()


def test_versions_come_by_pages_and_are_held_and_collected(
    cli: Cli, added: Callable[..., str], client: Bellwether
) -> None:
    newest = [added(day, accepted=False) for day in (21, 22, 23)]
    short = cli("versions", NAME, "--limit", "2")
    assert [each.split()[0] for each in short.stdout.splitlines()[1:]] == newest[:0:-1]
    assert "2 of 6; --all shows all" in short.stderr
    assert len(cli("versions", "list", NAME, "--all").stdout.splitlines()) == 7
    assert [each.version for each in client.versions(NAME, limit=1)] == newest[2:]
    assert [each.version for each in client.versions(NAME, begins=newest[0])] == newest[:1]
    assert cli("versions", "hold", NAME, newest[0][:8]).exit_code == 2
    held = cli("versions", "hold", NAME, newest[0][:8], "--reason", "inquiry 7")
    assert held.stdout == f"{newest[0]} of {NAME} is held: inquiry 7\n"
    assert cli("versions", NAME).stdout.splitlines()[3].endswith("failed, held")
    dry = cli("versions", "collect", NAME, "--keep", "1", "--dry-run")
    rows = {each.split()[0]: each for each in dry.stdout.splitlines()[1:]}
    assert "goes" in rows[newest[1]]
    assert "it is under legal hold" in rows[newest[0]]
    assert re.search(r"would go \(\d+\.\d MB\)", dry.stdout)
    assert cli("versions", "collect", NAME).exit_code == 1
    assert cli("versions", "collect", NAME, "--dry-run").stdout.startswith("Nothing would go")
    asked = cli("versions", "collect", NAME, "--keep", "1", "--reason", "room")
    assert "The trainer removes" in asked.stderr
    assert cli("versions", "collect", NAME, "--keep", "1").exit_code == 6
    released = cli("versions", "release", NAME, newest[0][:8], "--reason", "over")
    assert released.stdout == f"{newest[0]} of {NAME} is held no more\n"
    assert client.collection(NAME, keep=1).under_way is True
    assert [each.event for each in client.history(NAME)[:2]] == ["released", "held"]
    nobody = cli("versions", "hold", NAME, "xyz", "--reason", "inquiry 7")
    assert nobody.exit_code == 5


def test_a_version_is_exported_whole_or_not_at_all(
    cli: Cli, stand_in: StandIn, tmp_path: Path
) -> None:
    file = tmp_path / "gout.tar.gz"
    done = cli("export", NAME, SECOND[:8], str(file))
    assert done.exit_code == 0, done.stderr
    archive = file.read_bytes()
    digest = archive[-92:][17:81].decode()
    assert digest == hashlib.sha256(archive[:-92]).hexdigest()
    assert done.stdout == (f"{NAME} {SECOND}, {len(archive):,} bytes -> {file}\nsha256:{digest}\n")
    assert cli("export", NAME, "20300101T120000Z-00000001", str(file)).exit_code == 5
    # One that breaks off, and one that is something else, leave what was there.
    for sent in (archive[:-1], archive[:50], b"x"):
        stand_in.tell(Answer(sent))
        broken = cli("export", NAME, SECOND, str(file), BELLWETHER_URL=stand_in.url)
        assert (broken.exit_code, "did not arrive whole" in told(broken)) == (3, True)
        assert file.read_bytes() == archive
    assert list(tmp_path.iterdir()) == [file]


def test_a_version_of_another_site_is_taken_in(cli: Cli, stand_in: StandIn, tmp_path: Path) -> None:
    file = tmp_path / "gout.tar.gz"
    assert cli("export", NAME, SECOND, str(file)).exit_code == 0
    # The API of these tests trusts nobody.
    refused = cli("import", NAME, str(file))
    assert (refused.exit_code, "no public keys are named" in told(refused)) == (6, True)
    (tmp_path / "rows.csv").write_text("Acid,Beers\n")
    wrong = cli("import", NAME, str(tmp_path / "rows.csv"))
    assert (wrong.exit_code, "cannot be unpacked" in told(wrong)) == (1, True)
    assert cli("import", NAME, str(tmp_path / "nothing")).exit_code == 2

    here = {"predictor": NAME, "version": SECOND, "status": "queued", "message": "waits",
            "error": None, "sha256": "0" * 64, "size": 5, "by": "operator", "at": "2026",
            "ended_at": None, "same_declaration": False}  # fmt: skip
    at = {"BELLWETHER_URL": stand_in.url}
    stand_in.tell(Answer(here, 202), Answer({**here, "status": "done"}))
    done = cli("import", NAME, str(file), **at)
    assert (done.exit_code, done.stdout) == (0, f"{NAME} {SECOND} is a candidate here\n")
    assert f"bellwether promote {NAME} {SECOND}" in done.stderr
    assert "another declaration" in done.stderr
    (sent, asked) = stand_in.asked
    assert (sent.headers["Content-Type"], sent.body) == ("application/gzip", file.read_bytes())
    assert asked.path == f"/api/v1/predictors/{NAME}/imports/{SECOND}"
    stand_in.tell(Answer({**here, "status": "done"}))
    assert "was here already" in cli("import", NAME, str(file), **at).stdout
    stand_in.tell(Answer(here, 202))
    assert "is proven and waits" in cli("import", NAME, str(file), "--no-wait", **at).stdout
    stand_in.tell(Answer(here, 202), Answer({**here, "status": "failed", "error": "a full volume"}))
    failed = cli("import", NAME, str(file), **at)
    assert (failed.exit_code, "was not taken in: a full volume" in failed.stderr) == (1, True)
