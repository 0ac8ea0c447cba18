"""Rows are sent, listed and named in retrainings; what the check says of them is the trainer's."""

from __future__ import annotations

import csv
import errno
import gzip
import hashlib
import io
import os
import threading
from collections.abc import Callable
from typing import Any

import pytest
import redis
from flask.testing import FlaskClient
from rq import Queue, Worker
from rq.job import Job, JobStatus

from bellwether_api.http import intake
from bellwether_api.representations.datasets import CHECK_UNATTENDED
from bellwether_contract import jobs
from bellwether_contract.declaration import spec
from bellwether_contract.errors import RowFault
from bellwether_contract.storage.datasets import Again, CheckResult, DatasetStore, Repeated
from bellwether_trainer.rows.check import check
from tests import made_up
from tests.api.conftest import OPERATOR, House

PATH = f"/api/v1/predictors/{made_up.NAME}/datasets"
CONTENT = made_up.rows(80, seed=3)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
CSV = {"Content-Type": "text/csv"}


@pytest.fixture
def client(with_queue: FlaskClient) -> FlaskClient:
    return with_queue


@pytest.fixture
def judge(house: House) -> Callable[..., None]:
    """Write a verdict as the trainer does."""

    def write(
        status: Any = "usable",
        *faults: RowFault,
        sha256: str = SHA256,
        again: Again | None = None,
        repeated: Repeated | None = None,
    ) -> None:
        folder = house.predictors / made_up.NAME
        declaration = hashlib.sha256((folder / "predictor.yaml").read_bytes()).hexdigest()
        at = "2026-01-01T00:00:00Z"
        verdict = CheckResult(status, 80, 9, len(faults), faults, declaration, at, again, repeated)
        DatasetStore(house.data).judge(made_up.NAME, sha256, verdict)

    return write


def send(
    client: FlaskClient, content: bytes = CONTENT, headers: dict[str, str] | None = None
) -> Any:
    return client.post(PATH, data=content, headers=OPERATOR | CSV | (headers or {}))


def one(client: FlaskClient, dataset: str = SHA256) -> dict[str, Any]:
    response = client.get(f"{PATH}/{dataset}")
    assert response.status_code == 200
    document = response.json
    assert document is not None
    listed = client.get(PATH).json
    assert listed is not None
    assert document in listed["datasets"]
    return dict(document)


def emptied(rq: Queue) -> None:
    """What the queue is once a worker has done everything."""
    rq.empty()  # type: ignore[no-untyped-call]  # RQ


def born(worker: Worker) -> None:
    """What Redis knows of a worker that has begun."""
    worker.register_birth()  # type: ignore[no-untyped-call]  # RQ


def stored(house: House) -> list[str]:
    return sorted(str(path.relative_to(house.data)) for path in house.data.rglob("*"))


def test_rows_are_taken_in_and_their_check_is_in_the_queue(
    client: FlaskClient, house: House, line: redis.Redis, checks_rq: Queue
) -> None:
    response = send(client)
    assert response.status_code == 202
    assert response.headers["Location"] == f"{PATH}/{SHA256}"
    assert response.headers["Retry-After"]
    document = one(client)
    assert response.json == document
    assert document.pop("at").endswith("Z")
    check_id = document.pop("job")
    assert document == {
        "name": SHA256, "file": None, "sha256": SHA256, "size": len(CONTENT), "rows": None,
        "events": None, "by": "operator", "status": "checking", "progress": None,
        "checked_at": None, "message": CHECK_UNATTENDED,
        "faults": {"count": 0, "first": []}, "error": None, "error_code": None, "again": None,
        "question": None, "answer": None, "repeated": None,
    }  # fmt: skip
    assert (house.data / made_up.NAME / SHA256 / "rows").read_bytes() == CONTENT
    assert checks_rq.get_job_ids() == [check_id]
    job = Job.fetch(check_id, connection=line, serializer="json")
    assert (job.func_name, list(job.args)) == (jobs.CHECK, [made_up.NAME, SHA256])
    assert client.get("/api/v1/retrainings").json == {"retrainings": []}


def test_a_check_waits_in_words_only_where_no_worker_is_there(
    client: FlaskClient, line: redis.Redis, rq: Queue, checks_rq: Queue
) -> None:
    send(client)
    # One that trains is no help, nor is one that was there.
    born(Worker([rq], connection=line, serializer="json"))
    line.sadd(f"rq:workers:{checks_rq.name}", "rq:worker:that-is-dead")
    assert one(client)["message"] == CHECK_UNATTENDED
    born(Worker([checks_rq], connection=line, serializer="json"))
    assert one(client)["message"] is None


def test_what_the_file_was_called_is_told_to_those_who_may_send(client: FlaskClient) -> None:
    called = {"file": r"C:\rows\March, ward 3.csv"}
    sent = client.post(PATH, query_string=called, data=CONTENT, headers=OPERATOR | CSV)
    assert sent.get_json()["file"] == "March, ward 3.csv"
    again = {"file": "April.csv"}
    client.post(PATH, query_string=again, data=CONTENT, headers=OPERATOR | CSV)
    for headers, told in ((OPERATOR, "March, ward 3.csv"), ({}, None)):
        for path in (f"{PATH}/{SHA256}", PATH):
            found = client.get(path, headers=headers).get_json()
            (it,) = (each for each in found.get("datasets", [found]) if each["name"] == SHA256)
            assert it["file"] == told
    long = {"file": "x" * 501}
    refused = client.post(PATH, query_string=long, data=CONTENT, headers=OPERATOR | CSV)
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Repeated(80, 80), 80),
        (Repeated(61, 5), 61),
        # A row that is sent over and over is one person all the same, as is none.
        (Repeated(80, 4), "fewer than 5"),
        (Repeated(1, 1), "fewer than 5"),
        (Repeated(0, 0), "fewer than 5"),
        (None, None),
    ],
)
def test_how_many_rows_are_there_already_is_told_to_operators_and_to_whoever_sent_them(
    client: FlaskClient, judge: Callable[..., None], found: Repeated | None, told: object
) -> None:
    def key(name: str, role: str) -> dict[str, str]:
        wish = {"name": name, "role": role}
        made = client.post("/api/v1/keys", json=wish, headers=OPERATOR).get_json()
        return {"Authorization": f"Bearer {made['secret']}"}

    sender, other, auditor = (
        key("Zoë", "data_scientist"),
        key("Abe", "data_scientist"),
        key("Kim", "auditor"),
    )
    client.post(PATH, data=CONTENT, headers=sender | CSV)
    judge(repeated=found)

    def seen(headers: dict[str, str]) -> object:
        (listed,) = (
            each
            for each in client.get(PATH, headers=headers).get_json()["datasets"]
            if each["name"] == SHA256
        )
        document = client.get(f"{PATH}/{SHA256}", headers=headers).get_json()
        assert listed == document
        return document["repeated"]

    assert (seen(OPERATOR), seen(sender)) == (told, told)
    assert [seen(headers) for headers in (other, auditor, {})] == [None] * 3


def test_a_running_check_tells_how_far_it_is(client: FlaskClient, line: redis.Redis) -> None:
    send(client)
    line.set(jobs.check_progress_key(jobs.check_id(made_up.NAME, SHA256)), "0.250")
    assert one(client)["progress"] == 0.25


def test_the_verdict_is_shown_with_its_faults(
    client: FlaskClient, judge: Callable[..., None]
) -> None:
    send(client)
    judge("faulty", RowFault(7, "Acid", "must be a number"))
    document = one(client)
    assert (document["status"], document["rows"], document["events"]) == ("faulty", 80, 9)
    assert document["faults"] == {
        "count": 1,
        "first": [{"row": 7, "column": "Acid", "detail": "must be a number", "code": None}],
    }


def retrain(client: FlaskClient) -> Any:
    return client.post(
        f"/api/v1/predictors/{made_up.NAME}/retrainings",
        json={"datasets": ["initial", SHA256]},
        headers=OPERATOR,
    )


def test_rows_that_come_again_ask_before_anything_is_learned_from_them(
    client: FlaskClient, judge: Callable[..., None]
) -> None:
    send(client)
    judge(again=Again("found", rows=80, known=600, again=72, told=70))
    document = one(client)
    assert document["status"] == "asked"
    assert document["again"] == {
        "outcome": "found", "rows": 80, "known": 600, "again": 72, "told": 70,
    }  # fmt: skip
    assert "72 of 80 rows look like people who are known already" in document["question"]
    refused = retrain(client)
    assert refused.status_code == 409
    assert "waits for an answer" in refused.json["detail"]
    assert document["question"] in refused.json["detail"]
    # Sent once more it is the same data set, and asks the same.
    assert send(client).json["status"] == "asked"


@pytest.mark.parametrize("same_people", [True, False])
def test_a_person_answers_and_may_answer_otherwise(
    client: FlaskClient, judge: Callable[..., None], same_people: bool
) -> None:
    send(client)
    judge(again=Again("found", rows=80, known=600, again=72, told=70))
    path = f"{PATH}/{SHA256}/answers"
    assert client.put(path, json={"same_people": same_people}).status_code == 401
    for said in (not same_people, same_people):
        body = {"same_people": said, "reason": " the second visit "}
        answered = client.put(path, json=body, headers=OPERATOR)
        assert answered.status_code == 200
        assert answered.get_json() == one(client)
    document = one(client)
    assert document["status"] == "usable"
    assert document["answer"].pop("at").endswith("Z")
    assert document["answer"] == {
        "same_people": same_people, "reason": "the second visit", "by": "operator",
    }  # fmt: skip
    assert retrain(client).status_code == 202


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/same_people"),
        ({"same_people": "yes"}, "/same_people"),
        ({"same": True}, "/same"),
        ({"same_people": False, "reason": " "}, "/reason"),
    ],
)
def test_an_answer_is_yes_or_a_no_with_its_reason(
    client: FlaskClient, judge: Callable[..., None], body: dict[str, Any], pointer: str
) -> None:
    send(client)
    judge(again=Again("found", rows=80, known=600, again=72, told=70))
    refused = client.put(f"{PATH}/{SHA256}/answers", json=body, headers=OPERATOR)
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.get_json()["errors"]] == [pointer]
    assert one(client)["status"] == "asked"


@pytest.mark.parametrize(
    "again", [None, Again("none", 80, 600, 0, 0), Again("cannot tell", 80, 600, 0, 0)]
)
def test_what_asks_nothing_is_not_answered_and_can_be_learned_from(
    client: FlaskClient, judge: Callable[..., None], again: Again | None
) -> None:
    send(client)
    judge(again=again)
    assert one(client)["status"] == "usable"
    assert one(client)["question"] is None
    for name in (SHA256, "initial"):
        refused = client.put(f"{PATH}/{name}/answers", json={"same_people": True}, headers=OPERATOR)
        assert refused.status_code == 409
        assert "nothing to answer" in refused.get_json()["detail"]
    unknown = client.put(f"{PATH}/{'0' * 64}/answers", json={"same_people": True}, headers=OPERATOR)
    assert unknown.status_code == 404
    assert retrain(client).status_code == 202


def test_the_same_rows_are_kept_and_checked_once(
    client: FlaskClient, house: House, checks_rq: Queue, judge: Callable[..., None]
) -> None:
    send(client)
    again = send(client)
    assert again.status_code == 202
    assert len(checks_rq.get_job_ids()) == 1
    judge()
    emptied(checks_rq)
    before = stored(house)
    known = send(client)
    assert known.status_code == 200
    assert known.json["status"] == "usable"
    assert checks_rq.get_job_ids() == []
    assert stored(house) == before


def test_rows_are_checked_again_once_the_declaration_has_changed(
    client: FlaskClient, house: House, checks_rq: Queue, judge: Callable[..., None]
) -> None:
    send(client)
    judge("faulty", RowFault(7, "Acid", "must be a number"))
    emptied(checks_rq)
    path = house.predictors / made_up.NAME / "predictor.yaml"
    path.write_text(path.read_text() + "# an edit\n")
    client.application.extensions["bellwether"].round()
    assert send(client).status_code == 202
    assert one(client)["status"] == "checking"
    assert len(checks_rq.get_job_ids()) == 1


def test_a_check_that_was_lost_is_told_and_sending_again_enqueues_it(
    client: FlaskClient, line: redis.Redis, checks_rq: Queue
) -> None:
    send(client)
    job = Job.fetch(checks_rq.get_job_ids()[0], connection=line, serializer="json")
    job.set_status(JobStatus.FAILED)
    emptied(checks_rq)
    document = one(client)
    assert document["status"] == "failed"
    assert "again" in document["error"]
    assert send(client).status_code == 202
    assert one(client)["status"] == "checking"
    assert checks_rq.get_job_ids() == [job.id]


@pytest.mark.parametrize("path", ["/api/v1/predictors/none/datasets", PATH])
def test_without_the_key_nothing_is_read(client: FlaskClient, path: str, house: House) -> None:
    class Body(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise AssertionError("the body was read")

    response = client.post(path, input_stream=Body(), headers=CSV, content_length=10)
    assert response.status_code == 401
    assert stored(house) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/json"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "text/csv; charset=latin-1"},
        {"Content-Encoding": "br"},
    ],
)
def test_what_is_no_csv_by_its_headers_is_415(
    client: FlaskClient, house: House, headers: dict[str, str]
) -> None:
    answer = send(client, headers=headers)
    packed = "Content-Encoding" in headers
    assert (answer.status_code, answer.headers.get("Accept-Encoding")) == (
        415,
        "gzip" if packed else None,
    )
    assert stored(house) == []


def test_a_csv_may_be_called_so_in_another_way(client: FlaskClient, house: House) -> None:
    assert send(client, headers={"Content-Type": "application/csv"}).status_code == 202
    assert stored(house) != []


@pytest.mark.parametrize(
    "headers", [{"Content-Type": "application/gzip"}, {"Content-Encoding": "gzip"}]
)
def test_gzip_is_kept_as_it_was_sent(
    client: FlaskClient, house: House, headers: dict[str, str]
) -> None:
    packed = gzip.compress(CONTENT, mtime=0)
    assert send(client, packed, headers).status_code == 202
    name = hashlib.sha256(packed).hexdigest()
    assert (house.data / made_up.NAME / name / "rows").read_bytes() == packed


@pytest.mark.parametrize("known", [True, False], ids=["Content-Length", "chunked"])
def test_rows_beyond_the_limit_are_413(
    client: FlaskClient, house: House, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    monkeypatch.setattr(intake, "UPLOAD_BYTES", 1000)
    stream: dict[str, Any] = (
        {"data": CONTENT}
        if known
        else {
            "input_stream": io.BytesIO(CONTENT),
            "environ_overrides": {"wsgi.input_terminated": True},
        }
    )
    response = client.post(PATH, headers=OPERATOR | CSV, **stream)
    assert response.status_code == 413
    assert response.json is not None
    assert "larger" in response.json["detail"]
    assert stored(house) in ([], [made_up.NAME])


def test_an_upload_is_not_held_to_the_limit_of_other_bodies(client: FlaskClient) -> None:
    assert send(client, b"a" * (9 << 20)).status_code == 202


def test_an_empty_body_is_422(client: FlaskClient, house: House) -> None:
    assert send(client, b"").status_code == 422
    assert stored(house) == [made_up.NAME]


@pytest.mark.parametrize(
    ("number", "status"),
    [(errno.ENOSPC, 507), (errno.EDQUOT, 507), (errno.EROFS, 503), (errno.EIO, 503)],
)
def test_a_volume_that_takes_no_more_is_told_and_nothing_is_left(
    client: FlaskClient, house: House, monkeypatch: pytest.MonkeyPatch, number: int, status: int
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr("bellwether_contract.storage.datasets.os.write", refuse)
        response = send(client)
    assert response.status_code == status
    assert stored(house) == [made_up.NAME]
    assert send(client).status_code == 202


def test_one_upload_at_a_time(client: FlaskClient) -> None:
    begun, go_on = threading.Event(), threading.Event()

    class Slow(io.BytesIO):
        def readinto(self, buffer: Any) -> int:
            begun.set()
            assert go_on.wait(10)
            return super().readinto(buffer)

    first: list[int] = []

    def upload() -> None:
        response = client.application.test_client().post(
            PATH, input_stream=Slow(CONTENT), content_length=len(CONTENT), headers=OPERATOR | CSV
        )
        first.append(response.status_code)

    sender = threading.Thread(target=upload)
    sender.start()
    assert begun.wait(10)
    second = send(client)
    go_on.set()
    sender.join()
    assert second.status_code == 429
    assert second.headers["Retry-After"]
    assert first == [202]
    assert send(client).status_code == 202, "the place is free again"


def test_without_redis_nothing_is_taken_in(house: House) -> None:
    made_up.write(house.predictors)
    response = send(house.start())
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert stored(house) == []


def test_the_list_begins_with_the_initial_rows(client: FlaskClient, house: House) -> None:
    declared = spec.read(house.predictors / made_up.NAME)
    listed = client.get(PATH).json
    assert listed is not None
    assert [found["name"] for found in listed["datasets"]] == ["initial"]
    initial = one(client, "initial")
    assert (initial["sha256"], initial["status"]) == (declared.data.sha256, "usable")
    assert initial["size"] == (house.predictors / made_up.NAME / "data.csv").stat().st_size


@pytest.mark.parametrize("dataset", ["0" * 64, "x", "..", "%2e%2e"])
def test_a_data_set_that_is_not_there_is_404(client: FlaskClient, dataset: str) -> None:
    assert client.get(f"{PATH}/{dataset}").status_code == 404
    assert client.delete(f"{PATH}/{dataset}", headers=OPERATOR).status_code == 404


def test_a_data_set_is_removed_by_the_operator_alone(client: FlaskClient, house: House) -> None:
    send(client)
    assert client.delete(f"{PATH}/{SHA256}").status_code == 401
    assert client.delete(f"{PATH}/{SHA256}", headers=OPERATOR).json == {
        "predictor": made_up.NAME,
        "removed": SHA256,
        "learned": [],
    }
    assert client.get(f"{PATH}/{SHA256}").status_code == 404
    assert stored(house) == [made_up.NAME]
    assert client.delete(f"{PATH}/initial", headers=OPERATOR).status_code == 409


def test_the_template_is_a_table_that_passes_the_check(client: FlaskClient, house: House) -> None:
    response = client.get(f"{PATH}/template.csv")
    assert response.content_type == "text/csv; charset=utf-8"
    assert 'attachment; filename="gout-template.csv"' in response.headers["Content-Disposition"]
    header, row = csv.reader(io.StringIO(response.text))
    assert header == ["Acid", "Beers", "Drug", "Kidney", "Mood", "Gout"]
    assert row == ["6.5", "2", "none", "No", "middling", "no"]
    filled = house.data / "filled.csv"
    first, second = response.data.splitlines(keepends=True)
    filled.write_bytes(first + 60 * second + second.replace(b",no\r", b",yes\r"))
    predictor = spec.read(house.predictors / made_up.NAME)
    assert check(filled, predictor, "x", lambda _: None).faults == ()


@pytest.fixture
def usable(client: FlaskClient, rq: Queue, judge: Callable[..., None]) -> str:
    send(client)
    judge()
    emptied(rq)
    return SHA256


def test_a_retraining_names_its_effort_and_its_data_sets(
    client: FlaskClient, line: redis.Redis, rq: Queue, usable: str
) -> None:
    wanted = {"effort": "quick", "datasets": ["initial", usable]}
    response = client.post(
        f"/api/v1/predictors/{made_up.NAME}/retrainings", json=wanted, headers=OPERATOR
    )
    assert response.status_code == 202
    job = response.json
    assert job is not None
    assert {key: job[key] for key in wanted} == wanted
    found_job = client.get(f"/api/v1/retrainings/{job['id']}").get_json()
    assert {**found_job, "message": None} == job
    found = Job.fetch(job["id"], connection=line, serializer="json")
    assert list(found.args) == [made_up.NAME, job["id"], "quick", ["initial", usable]]


@pytest.mark.parametrize(
    ("document", "pointer", "detail"),
    [
        ({"effort": "some"}, "/effort", "quick"),
        ({"effort": ""}, "/effort", "quick"),
        ({"datasets": []}, "/datasets", "1 to 20"),
        ({"datasets": "initial"}, "/datasets", "a list"),
        ({"datasets": ["initial"] * 21}, "/datasets", "1 to 20"),
        ({"datasets": ["initial", "initial"]}, "/datasets/1", "twice"),
        ({"datasets": ["initial", 3]}, "/datasets/1", "SHA-256"),
        ({"datasets": ["0" * 64]}, "/datasets/0", "no data set of this predictor"),
        ({"datasets": ["../x"]}, "/datasets/0", "no data set of this predictor"),
    ],
)
def test_a_retraining_on_what_is_not_there_is_422(
    client: FlaskClient, rq: Queue, document: dict[str, Any], pointer: str, detail: str
) -> None:
    path = f"/api/v1/predictors/{made_up.NAME}/retrainings"
    response = client.post(path, json=document, headers=OPERATOR)
    assert response.status_code == 422
    assert response.json is not None
    (fault,) = response.json["errors"]
    assert fault["pointer"] == pointer
    assert detail in fault["detail"]
    assert rq.get_job_ids() == []


@pytest.mark.parametrize("status", ["checking", "faulty"])
def test_a_retraining_on_rows_that_did_not_pass_is_422(
    client: FlaskClient, rq: Queue, judge: Callable[..., None], status: str
) -> None:
    send(client)
    if status == "faulty":
        judge("faulty", RowFault(7, "Acid", "must be a number"))
    emptied(rq)
    response = client.post(
        f"/api/v1/predictors/{made_up.NAME}/retrainings",
        json={"datasets": ["initial", SHA256]},
        headers=OPERATOR,
    )
    assert response.status_code == 422
    assert response.json is not None
    assert response.json["errors"][0]["pointer"] == "/datasets/1"
    assert rq.get_job_ids() == []
