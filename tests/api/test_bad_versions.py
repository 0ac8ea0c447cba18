"""A version that hangs, dies or eats memory: refused by a process that only tries it, and once."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bellwether_api.serving import proofs, trial, turn
from bellwether_api.serving.proofs import DEATHS, LOADING
from bellwether_api.serving.trial_process import READ
from bellwether_contract.bundle.manifest import MANIFEST, MODEL, manifest_bytes
from bellwether_contract.clock import now
from tests import factories, hostile_models, made_up
from tests.api.conftest import OPERATOR, House, look
from tests.api.test_registry import PREDICTOR, serving, shown

pytestmark = pytest.mark.slow

SECONDS = 2.5


@pytest.fixture
def first(house: House) -> str:
    return factories.publish(house.store, 1)


@pytest.fixture
def client(house: House, first: str) -> FlaskClient:
    client = house.start()
    assert serving(client) == first
    return client


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "SECONDS", SECONDS)


@pytest.fixture
def trials(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The versions that a process has tried, as they come."""
    genuine, found = trial.Trial.run, []

    def counted(self: trial.Trial, directory: Path, predictor: str) -> None:
        found.append(directory.name)
        genuine(self, directory, predictor)

    monkeypatch.setattr(trial.Trial, "run", counted)
    return found


def hostile(house: House, model: bytes, day: int = 2) -> str:
    version = factories.publish(house.store, day, promote=False)
    hostile_models.put(house.store.directory(made_up.NAME, version), model)
    return version


def promote(client: FlaskClient, version: str) -> tuple[int, str]:
    answer = client.put(f"{PREDICTOR}/champion", json={"version": version}, headers=OPERATOR)
    assert answer.json is not None
    return answer.status_code, answer.json.get("detail", "")


def point(house: House, version: str) -> None:
    house.store.promote(made_up.NAME, version, by="training", reason="better")


@pytest.mark.usefixtures("impatient")
def test_a_version_that_hangs_is_refused_once_and_keeps_nobody_waiting(
    house: House, client: FlaskClient, first: str, trials: list[str]
) -> None:
    bad = hostile(house, hostile_models.endless())
    point(house, bad)
    poll = threading.Thread(target=look, args=(client,), daemon=True)
    poll.start()
    until = time.monotonic() + 20
    while bad not in trials:
        assert time.monotonic() < until
        time.sleep(0.01)
    # While it hangs: predictions, liveness, and even rolling back.
    began = time.monotonic()
    assert serving(client) == first
    assert client.get("/v2/health/live").status_code == 200
    assert client.get("/v2/health/ready").status_code == 200
    assert promote(client, first) == (200, "")
    assert time.monotonic() - began < SECONDS - 0.5
    assert poll.is_alive()
    poll.join()
    assert serving(client) == first

    # Promoted, it is refused with the reason; what was found is kept, also when the API restarts.
    status, detail = promote(client, bad)
    assert status == 409
    assert f"did not answer its self-test vectors within {SECONDS:g} seconds" in detail
    point(house, bad)
    began = time.monotonic()
    restarted = house.start()
    assert time.monotonic() - began < SECONDS
    assert serving(restarted) == first
    assert shown(restarted)["refusals"][0]["reason"] == detail
    assert trials.count(bad) == 1

    # Made anew under its name, it is tried again.
    shutil.rmtree(house.store.directory(made_up.NAME, bad))
    assert factories.publish(house.store, 2, promote=False) == bad
    look(restarted)
    assert serving(restarted) == bad
    assert trials.count(bad) == 2


def test_who_promotes_a_refused_version_has_it_tried_again_but_not_by_every_click(
    house: House, first: str
) -> None:
    known = proofs.Proofs(house.store)
    key = proofs.key(manifest_bytes(house.store.directory(made_up.NAME, first)))

    def still_refused(at: str) -> bool:
        found = proofs.Found(key, at, "hangs")
        known.note(made_up.NAME, first, found, on_volume=True)
        known.try_again(made_up.NAME, first)
        return known.found(made_up.NAME, first, key) == found

    assert still_refused(now())
    assert not still_refused("2026-01-01T00:00:00.000Z")
    assert proofs.Proofs(house.store).found(made_up.NAME, first, key) is None


def test_a_version_that_wants_more_memory_than_there_is_is_refused(
    house: House, client: FlaskClient, first: str
) -> None:
    status, detail = promote(client, hostile(house, hostile_models.greedy()))
    assert status == 409
    assert "more than 256 MiB of memory" in detail
    assert serving(client) == first
    # The process that has tried it is there for the next one.
    assert promote(client, factories.publish(house.store, 3, promote=False))[0] == 200


def test_a_version_whose_trial_dies_twice_is_refused_and_one_death_is_forgiven(
    house: House, client: FlaskClient, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine, deaths = trial._lines, [0]

    def killing(process: subprocess.Popen[bytes], seconds: float) -> Iterator[str]:
        for line in genuine(process, seconds):
            if line == READ and deaths[0]:
                deaths[0] -= 1
                process.kill()
                process.wait()
                yield line
                return  # it may have been faster: whatever else it has said is not heard
            yield line

    monkeypatch.setattr(trial, "_lines", killing)
    deaths[0] = 2
    status, detail = promote(client, factories.publish(house.store, 2, promote=False))
    assert status == 409
    assert "2 processes that only tried this version have died of it (SIGKILL)" in detail
    assert serving(client) == first
    third = factories.publish(house.store, 3, promote=False)
    deaths[0] = 1
    assert promote(client, third)[0] == 200
    assert serving(client) == third


@pytest.mark.parametrize("file", [MANIFEST, MODEL])
def test_a_pipe_a_socket_and_a_link_in_a_version_are_refused_unopened(
    house: House, client: FlaskClient, first: str, tmp_path: Path, file: str
) -> None:
    def pipe(path: Path) -> None:
        os.mkfifo(path)

    def listening(path: Path) -> None:
        short = tmp_path / "s"
        with socket.socket(socket.AF_UNIX) as line:
            line.bind(str(short))
        short.rename(path)

    def link(path: Path) -> None:
        path.symlink_to(house.store.directory(made_up.NAME, first) / file)

    for day, (kind, make) in enumerate(
        {"pipe": pipe, "socket": listening, "link": link}.items(), start=2
    ):
        version = factories.publish(house.store, day, promote=False)
        path = house.store.directory(made_up.NAME, version) / file
        path.unlink()
        make(path)
        point(house, version)
        # In a thread: without the mend this would wait for ever.
        poll = threading.Thread(target=look, args=(client,), daemon=True)
        poll.start()
        poll.join(10)
        assert not poll.is_alive(), kind
        reason = shown(client)["refusals"][0]["reason"]
        assert f"is no regular file, but a {kind}" in reason or "does not belong" in reason
        assert client.get(f"{PREDICTOR}/versions").status_code == 200
        assert serving(client) == first


def test_what_was_proven_is_tried_no_more_and_who_only_reads_notes_nothing(
    house: House, client: FlaskClient, first: str, trials: list[str]
) -> None:
    second = factories.publish(house.store, 2, promote=False)
    folder = house.champions / made_up.NAME
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert client.get(f"/v2/models/{made_up.NAME}/versions/{second}").status_code == 200
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert trials == [second]
    point(house, second)
    for _ in range(2):
        assert serving(house.start()) == second
    assert trials == [second, second], "noted, once it was pointed at"
    # A new runtime, or other limits, may find otherwise.
    key = proofs.key(manifest_bytes(house.store.directory(made_up.NAME, second)))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(trial, "MEMORY", trial.MEMORY + 1)
        assert proofs.key(manifest_bytes(house.store.directory(made_up.NAME, second))) != key
    assert not list(folder.glob(f"{LOADING}*"))


DYING = """
import os, sys
from pathlib import Path
from bellwether_api.serving import proofs
from bellwether_contract.bundle.manifest import manifest_bytes
from bellwether_contract.storage.store import ModelStore
models, champions, name, version, times = sys.argv[1:]
store = ModelStore(Path(models), Path(champions))
key = proofs.key(manifest_bytes(store.directory(name, version)))
for _ in range(int(times)):
    if not (child := os.fork()):
        with proofs.Proofs(store).loading(name, key):
            os._exit(9)
    os.waitpid(child, 0)
"""


def test_a_version_that_ends_one_process_after_another_is_loaded_no_more(
    house: House, client: FlaskClient, first: str
) -> None:
    def die(version: str, times: int) -> None:
        where = (str(house.models), str(house.champions), made_up.NAME, version, str(times))
        subprocess.run([sys.executable, "-c", DYING, *where], check=True)

    # As often as a power cut may end those that load at that moment: nothing.
    second = factories.publish(house.store, 2)
    die(second, DEATHS - 1)
    look(client)
    assert serving(client) == second
    third = factories.publish(house.store, 3)
    die(third, DEATHS)
    look(client)
    assert serving(client) == second
    assert f"{DEATHS} processes of the API died" in shown(client)["refusals"][0]["reason"]
    restarted = house.start()
    assert serving(restarted) == second
    assert shown(restarted)["refusals"]
    assert not list((house.champions / made_up.NAME).glob(f"{LOADING}*"))


HOLDING = """
import sys
from bellwether_api.serving.turn import turn
with turn():
    print("mine", flush=True)
    sys.stdin.read()
"""


def test_one_process_of_a_host_tries_a_version_at_a_time_and_a_dead_one_none(
    house: House, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    monkeypatch.setattr(turn, "WAIT_SECONDS", 0.2)
    second = factories.publish(house.store, 2, promote=False)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"mine\n"
        refused = client.put(f"{PREDICTOR}/champion", json={"version": second}, headers=OPERATOR)
        assert refused.status_code == 503
        assert int(refused.headers["Retry-After"]) > 0
        other.kill()
        other.wait()
        assert promote(client, second)[0] == 200
