"""A version goes from one site to another that trusts it, and answers there as it did at home."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from bellwether_api.app import create_app
from bellwether_api.config import ApiSettings
from tests import factories, made_up
from tests.integration.conftest import OPERATOR, PATIENCE_SECONDS, Stack, start_worker
from tests.signing_keys import Signing

ONE = f"/api/v1/predictors/{made_up.NAME}"
VERSION = factories.version_name(9)


def site(root: Path, environ: dict[str, str]) -> tuple[Signing, FlaskClient]:
    """A site with a key of its own, and its API."""
    given = dict(environ)
    for name in ("models", "champions", "data", "records"):
        (root / name).mkdir(parents=True, exist_ok=True)
        given[f"BELLWETHER_{name.upper()}_DIR"] = str(root / name)
    signing = Signing(root, root / "models", root / "champions")
    assert signing.say("init") == 0
    app = create_app(
        ApiSettings.from_environment(
            given
            | {
                "BELLWETHER_PUBLIC_KEYS_DIR": str(signing.public),
                "BELLWETHER_REQUIRE_SIGNATURES": "yes",
                "BELLWETHER_OPERATOR_KEY": "the-operators-key",
                "BELLWETHER_POLL_SECONDS": "0.1",
                "BELLWETHER_FIRST_START": "false",
                "BELLWETHER_FULL_TRAINING": "false",
            }
        )
    )
    return signing, app.test_client()


def predicted(client: FlaskClient) -> bytes:
    """What a site answers once VERSION serves there."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        people = [made_up.example(), {**made_up.example(), "Acid": 9.25}]
        answered = client.post(f"{ONE}/predictions", json={"inputs": people})
        if VERSION in answered.text:
            return bytes(answered.data)
        assert time.monotonic() < until, answered.text
        time.sleep(0.05)


def send(client: FlaskClient, archive: bytes) -> str:
    """Send it; returns where it stands then."""
    kind = {"Content-Type": "application/gzip"}
    sent = client.post(f"{ONE}/imports", data=archive, headers=OPERATOR | kind)
    assert sent.status_code == 202, sent.text
    return sent.headers["Location"]


def ended(client: FlaskClient, place: str) -> dict[str, Any]:
    """Wait for the end of an import."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        found: dict[str, Any] = client.get(place, headers=OPERATOR).get_json()
        if found["status"] != "queued":
            return found
        assert time.monotonic() < until, found
        time.sleep(0.1)


def without_archives(data: Path) -> None:
    """Wait until nothing is left of what was sent."""
    until = time.monotonic() + PATIENCE_SECONDS
    while list(data.rglob("archive")):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_version_answers_elsewhere_as_it_does_at_home(stack: Stack, tmp_path: Path) -> None:
    stack.client.application.extensions["bellwether"].stop()
    at_home, home = site(tmp_path / "home", stack.environ)
    factories.publish(at_home.store, 9)
    signing, here = site(tmp_path, stack.environ)
    (key,) = at_home.public.glob("*.pub")
    trusted = signing.public / "the-other-site.pub"
    shutil.copy(key, trusted)
    archive = home.get(f"{ONE}/versions/{VERSION}/export", headers=OPERATOR).data
    place = send(here, archive)

    # The trainer believes nothing that has lain on a volume: nobody trusts the key any more.
    trusted.unlink()
    stack.environ["BELLWETHER_PUBLIC_KEYS_DIR"] = str(signing.public)
    worker = start_worker(stack, tmp_path / "worker.log")
    try:
        found = ended(here, place)
        assert (found["status"], "signature does not fit" in found["error"]) == ("failed", True)
        assert here.get(f"{ONE}/versions").get_json()["versions"] == []
        without_archives(tmp_path / "data")

        shutil.copy(key, trusted)
        found = ended(here, send(here, archive))
        assert (found["status"], found["error"]) == ("done", None), worker.log.read_text()
        without_archives(tmp_path / "data")
    finally:
        worker.stop()
    assert not list((tmp_path / "models").glob(".import-*"))
    # It answers nobody before a person promotes it.
    answered = here.post(f"{ONE}/predictions", json={"inputs": made_up.example()})
    assert answered.status_code == 503
    (listed,) = here.get(f"{ONE}/versions").get_json()["versions"]
    assert (listed["version"], listed["champion"]) == (VERSION, False), listed
    (line,) = signing.store.history(made_up.NAME)
    assert (line.event, line.by) == ("kept as candidate", "operator")
    assert f"sha256:{found['sha256']}" in line.reason
    promoted = here.put(
        f"{ONE}/champion", json={"version": VERSION, "reason": "validated"}, headers=OPERATOR
    )
    assert promoted.status_code == 200, promoted.text
    assert predicted(here) == predicted(home)
    for client in (home, here):
        client.application.extensions["bellwether"].stop()
