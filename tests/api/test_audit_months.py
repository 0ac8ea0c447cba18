"""The audit log over the months: what is over its time goes, and its chain stays whole."""

from __future__ import annotations

import logging
import os
import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from bellwether_api.versions import audit_watch
from bellwether_contract.storage import audit, months
from bellwether_contract.storage.audit import REMOVED, AuditLog, Entry
from tests import factories, made_up
from tests.api.conftest import OPERATOR, House, look

AUDIT = "/api/v1/audit"


@pytest.fixture
def month(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the clock to the second of a month."""
    # Hundreds of lines are written here, and no power fails.
    monkeypatch.setattr(os, "fsync", lambda _: None)

    def to(name: str) -> None:
        for module in (audit, months):
            monkeypatch.setattr(module, "now", lambda: f"{name}-02T10:00:00.000Z")

    return to


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path)


def entry(what: str, at: str = "2026-01-02T10:00:00.000Z", **more: Any) -> Entry:
    return Entry(at, "anna", "operator", None, what, **more)


def fill(log: AuditLog, month: Callable[[str], None], names: list[str]) -> list[str]:
    """Three entries a month; returns the head after each month."""
    heads = []
    for name in names:
        month(name)
        heads.append([log.append(entry(f"{name} {number}")) for number in range(3)][-1])
    return heads


YEAR = [f"2026-{number:02d}" for number in range(1, 13)]


def test_old_months_go_and_their_removal_is_an_entry(
    log: AuditLog, month: Callable[[str], None]
) -> None:
    heads = fill(log, month, YEAR)
    assert (log.check().lines, log.check().faults) == (36, ())
    month("2027-01")
    log.append(entry("new year"))
    assert log.remove_old(6) == YEAR[:6]
    assert log.months.names() == [f"audit-{name}.jsonl" for name in (*YEAR[6:], "2027-01")]
    found = log.check()
    assert (found.faults, found.lines) == ((), 18 + 1 + 6)
    newest = log.entries()[0]
    assert (newest.who, newest.role, newest.action) == ("bellwether", "system", REMOVED)
    assert (newest.subject, newest.before) == ("2026-06", heads[5])
    assert newest.reason == "entries are kept for 6 months; 2026-06 had 3"
    # A head that was kept elsewhere when that month ended is known yet, an older one is not.
    assert log.check(heads[5]).faults == ()
    assert log.check(heads[8][:16]).faults == ()
    assert log.remove_old(6) == []
    with pytest.raises(ValueError, match="6 months at least"):
        log.remove_old(5)
    # What told of it goes one day as well.
    month("2028-01")
    log.append(entry("another"))
    assert log.remove_old(6)[-1] == "2027-01"
    assert (len(log.months.names()), log.check().faults) == (1, ())


def test_a_clock_that_jumps_ahead_removes_nothing(
    log: AuditLog, month: Callable[[str], None]
) -> None:
    fill(log, month, YEAR)
    month("2036-01")
    # As before anything is done; it was not done.
    log.require_writable()
    assert log.remove_old(6) == []
    month("2027-01")
    log.append(entry("it goes right again"))
    assert log.remove_old(6) == YEAR[:6]
    assert log.check().faults == ()


def cut_first_month(folder: Path) -> None:
    min(folder.glob("audit-*.jsonl")).unlink()


def cut_middle_month(folder: Path) -> None:
    sorted(folder.glob("audit-*.jsonl"))[2].unlink()


def cut_first_line(folder: Path) -> None:
    path = min(folder.glob("audit-*.jsonl"))
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))


def reorder_across_months(folder: Path) -> None:
    first, second, *_ = sorted(folder.glob("audit-*.jsonl"))
    lines = [path.read_bytes().splitlines(keepends=True) for path in (first, second)]
    lines[0][-1], lines[1][0] = lines[1][0], lines[0][-1]
    for path, content in zip((first, second), lines, strict=True):
        path.write_bytes(b"".join(content))


def change_a_line(folder: Path) -> None:
    path = sorted(folder.glob("audit-*.jsonl"))[1]
    path.write_bytes(path.read_bytes().replace(b"anna", b"ann4", 1))


def cut_newest_month(folder: Path) -> None:
    max(folder.glob("audit-*.jsonl")).unlink()


TAMPER = [
    cut_first_month, cut_middle_month, cut_first_line, reorder_across_months, change_a_line,
    cut_newest_month,
]  # fmt: skip


@pytest.mark.parametrize("tamper", TAMPER)
def test_a_log_without_its_old_months_that_is_tampered_with_is_found(
    log: AuditLog, month: Callable[[str], None], tmp_path: Path, tamper: Callable[[Path], None]
) -> None:
    fill(log, month, [*YEAR, "2027-01"])
    assert len(log.remove_old(6)) == 6
    head = log.append(entry("last"))
    assert log.check(head).faults == ()
    tamper(tmp_path)
    assert log.check(head).faults
    # A chain with a fault is evidence: nothing of it is removed.
    if tamper is not cut_newest_month:
        month("2028-06")
        log.append(entry("later"))
        assert log.remove_old(6) == []


def test_every_flipped_bit_is_found_over_months(
    log: AuditLog, month: Callable[[str], None], tmp_path: Path
) -> None:
    fill(log, month, [*YEAR, "2027-01"])
    log.remove_old(6)
    random.seed(7)
    head = log.check().head
    for _ in range(60):
        path = random.choice(sorted(tmp_path.glob("audit-*.jsonl")))
        sound = path.read_bytes()
        content = bytearray(sound)
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)
        path.write_bytes(content)
        assert log.check(head).faults
        path.write_bytes(sound)
    assert log.check(head).faults == ()


def test_whoever_is_killed_while_removing_leaves_a_chain_that_is_whole(
    log: AuditLog, month: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(log, month, [*YEAR, "2027-01"])

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            log.remove_old(6)
    assert (log.check().faults, log.entries()[0].action) == ((), REMOVED)
    assert log.remove_old(6) == YEAR[:6]
    # Told once each, also the one that was told before it went.
    assert [each.action for each in log.entries()].count(REMOVED) == 6
    assert log.check().faults == ()


def test_a_log_of_the_former_release_goes_on_in_months(
    log: AuditLog, month: Callable[[str], None], tmp_path: Path
) -> None:
    month("2026-03")
    for _ in range(3):
        log.append(entry("before"))
    (tmp_path / log.months.present()).rename(tmp_path / "audit.jsonl")
    month("2026-04")
    log.append(entry("after"))
    assert log.months.names() == ["audit.jsonl", "audit-2026-04.jsonl"]
    assert (log.check().lines, log.check().faults) == (4, ())
    month("2026-11")
    log.append(entry("much later"))
    assert log.remove_old(6) == ["2026-01", "2026-04"]


def told(client: FlaskClient, query: str = "") -> dict[str, Any]:
    response = client.get(AUDIT + query, headers=OPERATOR)
    assert response.status_code == 200, response.text
    document: dict[str, Any] = response.get_json()
    return document


def metrics(client: FlaskClient) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    found = [each.rpartition(" ") for each in lines if each.startswith("bellwether_audit")]
    return {name: float(value) for name, _, value in found}


def test_pages_tell_each_entry_once_in_the_order_of_writing(house: House) -> None:
    factories.publish(house.store, 1)
    log = AuditLog(house.champions)
    times = ["2026-05-01", "2026-05-02", "2026-05-02", "2026-05-02", "2025-01-01", "2026-06-01"]
    for number, at in enumerate(times):
        log.append(entry(f"e{number}", f"{at}T00:00:00.000Z", predictor="zeal"))
    client = house.start()
    # A clock that was set back puts no entry before the one that was written earlier.
    whole = [each["action"] for each in told(client)["entries"]]
    assert whole == ["e5", "e4", "e3", "e2", "e1", "e0"]
    seen, query = [], "?limit=2"
    for _ in range(3):
        page = told(client, query)
        assert page["total"] == len(whole)
        seen += [each["action"] for each in page["entries"]]
        query = f"?limit=2&before={page['next']}"
    assert (seen, page["next"]) == (whole, None)
    assert client.get(f"{AUDIT}?before=x", headers=OPERATOR).status_code == 422


def test_entries_are_asked_for_by_who_what_and_when(house: House) -> None:
    log = AuditLog(house.champions)
    for number, who in enumerate(("anna", "ben", "anna")):
        at = f"2026-05-0{number + 1}T12:00:00.000Z"
        log.append(Entry(at, who, "operator", None, "promote" if number else "retrain"))
    client = house.start()

    def found(query: str) -> list[str]:
        return [each["at"][9:10] for each in told(client, query)["entries"]]

    assert found("?who=anna") == ["3", "1"]
    assert found("?action=promote&who=anna") == ["3"]
    assert found("?since=2026-05-02") == ["3", "2"]
    assert found("?until=2026-05-02T12:00Z") == ["1"]
    assert found("?since=2026-05-02&until=2026-05-03") == ["2"]
    assert client.get(f"{AUDIT}?since=yesterday", headers=OPERATOR).status_code == 422


def test_the_log_says_whom_and_what_it_can_be_asked_for_and_what_was_done_to_one_thing(
    house: House,
) -> None:
    factories.publish(house.store, 1)
    log = AuditLog(house.champions)
    for who, action, subject in (
        ("Zoë", "hold", factories.version_name(1)),
        ("anna", "promote", factories.version_name(2)),
        ("anna", "create key", "0123456789ab"),
    ):
        log.append(Entry("2026-05-01T00:00:00.000Z", who, "operator", None, action, None, subject))
    client = house.start()
    found = told(client, f"?subject={factories.version_name(1)}&who=Zoë")
    assert [each["action"] for each in found["entries"]] == ["hold"]
    # All of the log, whatever was asked for now; trainings have a name each and are left out.
    assert found["people"] == ["anna", "Zoë"]
    assert {"hold", "promote", "create key"} <= set(found["actions"])
    both = told(client, "?subject=202601")["entries"]
    assert {each["subject"] for each in both} >= {factories.version_name(day) for day in (1, 2)}
    assert told(client, "?subject=123")["entries"] == []


def test_the_head_is_a_metric_and_one_that_is_cut_is_found_by_it(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    client = house.start()
    for name in ("first", "second"):
        client.post("/api/v1/keys", json={"name": name, "role": "viewer"}, headers=OPERATOR)
        look(client)
    log = AuditLog(house.champions)
    head = log.check().head
    assert head is not None
    assert metrics(client) == {
        "bellwether_audit_entries": 2, "bellwether_audit_faults": 0,
        f'bellwether_audit_head_info{{head="{head[:16]}"}}': 1,
    }  # fmt: skip
    path = house.champions / log.months.present()
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert told(client, f"?head={head[:16]}")["chains"][0]["faults"]
    with caplog.at_level(logging.WARNING):
        path.write_bytes(path.read_bytes().replace(b"first", b"fir5t", 1))
        look(client)
        look(client)
    assert metrics(client)["bellwether_audit_faults"] == 1
    assert caplog.text.count("The audit log was tampered with or damaged: line 1 was changed") == 1


def test_the_api_removes_what_is_over_its_time(
    house: House, month: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    log = AuditLog(house.champions)
    fill(log, month, [*YEAR, "2027-01"])
    look(house.start())
    assert len(log.months.names()) == 13
    monkeypatch.setattr(audit_watch, "REMOVES_SECONDS", 0.0)
    client = house.start(audit_keep_months=7)
    look(client)
    assert len(log.months.names()) == 8
    (chain,) = told(client)["chains"]
    assert (chain["faults"], chain["entries"]) == ([], 3 * 8 + 5)
    assert metrics(client)["bellwether_audit_faults"] == 0
    assert made_up.NAME not in log.entries()[0].action


@pytest.mark.slow
def test_a_log_of_years_is_read_in_little_memory(house: House) -> None:
    """Half of the log would be more than what is allowed."""
    log = AuditLog(house.champions)
    for number in range(200):
        log.append(entry(str(number), reason="x" * 500))
    path = house.champions / log.months.names()[0]
    # Not chained any more, but a log of 20 MB.
    path.write_bytes(path.read_bytes() * 120)
    client = house.start()
    told(client, "?limit=5")
    tracemalloc.start()
    told(client, "?limit=5")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 << 20 < path.stat().st_size / 5
