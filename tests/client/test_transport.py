"""Every answer becomes a document or an error that says what to do; what can help is repeated."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bellwether import (
    Bellwether,
    BellwetherError,
    Conflict,
    NotFound,
    Overtaken,
    ServerError,
    TimedOut,
    Unauthorized,
    Unavailable,
    Unreachable,
    transport,
)
from tests.client.stand_in import BROKEN, SLOW, Answer, StandIn, problem

LIST = Answer({"predictors": [], "broken": []})
JOB = {
    "id": "0" * 32, "predictor": "gout", "status": "queued", "stage": "queued", "progress": 0.0,
    "enqueued_at": "2026-11-22T04:52:18.734Z",
}  # fmt: skip
# In full, so that nobody looks for the rest of its name.
FORMER = "20260101T120000Z-00000001"
CHAMPION = {"version": "v2", "since": "now", "by": "operator", "reason": ""}
HISTORY = [
    {"at": "", "event": event, "version": version, "by": "", "reason": ""}
    for event, version in (
        ("rejected", "v3"),
        ("promoted", "v2"),
        ("promoted", "v2"),
        ("promoted", "v1"),
        ("promoted", "v0"),
    )
]
POINTER = {"champion": CHAMPION, "history": HISTORY}


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "FIRST_WAIT_SECONDS", 0.01)


@pytest.fixture
def client(stand_in: StandIn) -> Iterator[Bellwether]:
    with Bellwether(stand_in.url, "the key", timeout=5) as made:
        yield made


def test_a_busy_server_is_asked_again_when_it_says(client: Bellwether, stand_in: StandIn) -> None:
    stand_in.tell(problem(429, "busy", Retry_After="0"), problem(503, "away"), LIST)
    assert client.predictors() == []
    assert len(stand_in.asked) == 3


def test_a_server_that_stays_busy_is_asked_four_times(
    client: Bellwether, stand_in: StandIn
) -> None:
    stand_in.tell(problem(503, "The queue is away", Retry_After="0"))
    with pytest.raises(Unavailable, match="The queue is away") as told:
        client.predictors()
    assert (told.value.status, len(stand_in.asked)) == (503, transport.TRIES)


def test_nobody_waits_for_an_hour(client: Bellwether, stand_in: StandIn) -> None:
    stand_in.tell(problem(503, "later", Retry_After="3600"))
    with pytest.raises(Unavailable) as told:
        client.predictors()
    assert (told.value.retry_after, len(stand_in.asked)) == (3600, 1)


def test_a_retraining_that_is_repeated_is_the_same_one(
    client: Bellwether, stand_in: StandIn, tmp_path: Path
) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_bytes(b"a,b\n1,2\n")
    stand_in.tell(BROKEN, problem(503, "away", Retry_After="0"), Answer(JOB, 202))
    client.retrain("gout")
    first = {asked.headers["Idempotency-Key"] for asked in stand_in.asked}
    stand_in.asked.clear()
    stand_in.tell(
        problem(503, "away", Retry_After="0"), Answer({"name": "x", "status": "usable"}, 202)
    )
    client.add_dataset("gout", rows)
    second = {asked.headers["Idempotency-Key"] for asked in stand_in.asked}
    assert len(first) == len(second) == 1
    assert first != second
    # The file was read twice.
    assert [asked.body for asked in stand_in.asked] == [rows.read_bytes()] * 2


def test_a_connection_that_breaks_is_tried_again_but_never_for_a_promotion(
    client: Bellwether, stand_in: StandIn
) -> None:
    stand_in.tell(BROKEN, LIST)
    assert client.predictors() == []
    stand_in.tell(Answer(POINTER), BROKEN)
    with pytest.raises(Unreachable, match="broke off"):
        client.promote("gout", FORMER)
    assert [asked.method for asked in stand_in.asked] == ["GET", "GET", "GET", "PUT"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, Unauthorized), (404, NotFound), (409, Conflict), (412, Overtaken), (500, ServerError)],
)
def test_every_status_has_its_error(
    client: Bellwether, stand_in: StandIn, status: int, kind: type[BellwetherError]
) -> None:
    stand_in.tell(problem(status, "so it is"))
    with pytest.raises(kind) as told:
        client.predictors()
    assert type(told.value) is kind
    assert told.value.problem["detail"] == "so it is"
    assert f"GET {stand_in.url}/api/v1/predictors: {status}" in str(told.value)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"<html>Welcome</html>"),
        Answer(b"<html>Not here</html>", 404),
        Answer(None, 301, {"Location": "https://elsewhere.example/"}),
    ],
)
def test_what_is_no_bellwether_is_said_to_be_none(
    client: Bellwether, stand_in: StandIn, answer: Answer
) -> None:
    stand_in.tell(answer)
    with pytest.raises(Unreachable, match=r"address|elsewhere\.example"):
        client.predictors()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that nobody trusts, with its key."""
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    words = "req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 1 -addext"
    made = subprocess.run(
        ["openssl", *words.split(), "subjectAltName=IP:127.0.0.1", "-keyout", "-", "-out", "-"],
        check=True,
        capture_output=True,
    )
    file.write_bytes(made.stdout)
    return file


def test_https_at_a_server_of_http_and_the_other_way_round_are_said_in_words(
    stand_in: StandIn, certificate: Path
) -> None:
    stand_in.tell(LIST)
    secure = stand_in.url.replace("http:", "https:")
    with pytest.raises(Unreachable, match=f"does not speak https; write {stand_in.url}"):
        Bellwether(secure).predictors()
    # nginx, Apache and Go's servers say so themselves.
    stand_in.tell(Answer(b"<html>The plain HTTP request was sent to HTTPS port</html>", 400))
    with pytest.raises(Unreachable, match=f"speaks https; write {secure}"):
        Bellwether(stand_in.url).predictors()
    with StandIn(certificate) as tls:
        tls.tell(LIST)
        secure = tls.url.replace("http:", "https:")
        with pytest.raises(Unreachable, match=f"speaks https; write {secure}"):
            Bellwether(tls.url, timeout=5).predictors()
        with pytest.raises(Unreachable, match=r"is not trusted here.* REQUESTS_CA_BUNDLE"):
            Bellwether(secure, timeout=5).predictors()


def test_a_server_that_is_silent_is_left(stand_in: StandIn) -> None:
    stand_in.tell(SLOW)
    with pytest.raises(TimedOut, match="too long"):
        Bellwether(stand_in.url, timeout=0.1).predictors()
    with pytest.raises(Unreachable, match="is Bellwether up"):
        Bellwether("http://127.0.0.1:1").predictors()


def test_the_key_is_sent_as_it_is_whatever_netrc_says(
    stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    stand_in.tell(LIST)
    Bellwether(stand_in.url, "schlüssel").predictors()
    Bellwether(stand_in.url).predictors()
    sent = [asked.headers.get("Authorization") for asked in stand_in.asked]
    assert sent == ["Bearer " + "schlüssel".encode().decode("latin-1"), None]


def test_an_address_or_a_key_that_cannot_be_is_refused_before_any_call() -> None:
    with pytest.raises(ValueError, match="http://localhost:8080"):
        Bellwether("localhost:8080")
    with pytest.raises(ValueError, match="key"):
        Bellwether("http://localhost:8080", "a\nb")


def test_a_promotion_and_a_rollback_hold_to_what_was_seen(
    client: Bellwether, stand_in: StandIn
) -> None:
    stand_in.tell(Answer(POINTER, headers={"ETag": '"seen"'}), Answer({"champion": CHAMPION}))
    client.promote("gout", FORMER, "because")
    stand_in.tell(Answer(POINTER, headers={"ETag": '"then"'}), problem(412, "changed"))
    with pytest.raises(Overtaken, match="look again"):
        client.rollback("gout")
    puts = [asked for asked in stand_in.asked if asked.method == "PUT"]
    assert [put.headers["If-Match"] for put in puts] == ['"seen"', '"then"']
    assert [json.loads(put.body) for put in puts] == [
        {"version": FORMER, "reason": "because"},
        # Not the rejected one, not the present one.
        {"version": "v1"},
    ]
    stand_in.tell(Answer(POINTER), Answer({"champion": CHAMPION}))
    client.promote("gout", FORMER)
    assert "If-Match" not in stand_in.asked[-1].headers


def test_waiting_outlives_a_server_that_starts_again(
    client: Bellwether, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bellwether.following.POLL_SECONDS", 0.01)
    over = JOB | {"status": "published", "progress": 1.0, "version": "v3"}
    stand_in.tell(
        Answer(JOB, 202),
        Answer(JOB, headers={"ETag": '"one"'}),
        Answer(None, 304),
        problem(500, "starting"),
        BROKEN,
        Answer(over),
    )
    seen: list[str] = []
    job = client.retrain("gout").wait(lambda now: seen.append(now.status))
    assert (seen, job.version) == (["queued", "published"], "v3")
    assert stand_in.asked[2].headers["If-None-Match"] == '"one"'


def test_a_language_is_asked_for_with_every_call(stand_in: StandIn) -> None:
    unused = {
        "folder": "gout",
        "file": "predictor.de.yaml",
        "errors": [{"pointer": "/title", "detail": "is missing"}],
    }
    stand_in.tell(LIST, Answer({"predictors": [], "broken": [], "broken_translations": [unused]}))
    with Bellwether(stand_in.url) as plain, Bellwether(stand_in.url, language="de") as german:
        assert plain.broken_translations() == []
        (found,) = german.broken_translations()
    assert [each.headers.get("Accept-Language") for each in stand_in.asked] == [None, "de"]
    assert (found.folder, found.file) == ("gout", "predictor.de.yaml")
    assert [str(each) for each in found.faults] == ["title is missing"]
