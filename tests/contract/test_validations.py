"""Validations on disk: whole or not there, rows gone once they were measured, reports kept."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from bellwether_contract.errors import RowFault
from bellwether_contract.storage.uploads import STALE_SECONDS
from bellwether_contract.storage.validations import (
    Asked,
    Outcome,
    UnknownValidation,
    ValidationStore,
)

VERSION = "20260101T120000Z-00000001"
ROWS = b"a,b\n1,2\n"
DONE = Outcome("done", "2026-01-01T00:00:00Z", rows=1, events=0, warnings=("few",))


@pytest.fixture
def store(tmp_path: Path) -> ValidationStore:
    return ValidationStore(tmp_path)


def asked(store: ValidationStore, note: str | None = None) -> Asked:
    with store.upload("gout") as upload:
        upload.write(ROWS)
        before = len(store.all("gout"))
        made = upload.ask(
            VERSION, champion=True, note=note, sha256=upload.sha256, size=upload.size, by="operator"
        )
        # It was not there before it was whole.
        assert len(store.all("gout")) == before + 1
        return made


def test_what_was_asked_is_there_with_its_rows(store: ValidationStore) -> None:
    first, second = asked(store), asked(store, "the other town")
    assert store.rows("gout", first.id).read_bytes() == ROWS
    assert store.get("gout", second.id).asked == second
    assert second.sha256 == hashlib.sha256(ROWS).hexdigest()
    assert {each.asked.id for each in store.all("gout")} == {first.id, second.id}
    assert store.get("gout", first.id).outcome is None


def test_an_end_is_kept_for_good_and_takes_the_rows_away(store: ValidationStore) -> None:
    one = asked(store)
    store.finish("gout", one.id, DONE, {"figures": 7})
    assert store.get("gout", one.id).outcome == DONE
    assert store.report("gout", one.id) == {"figures": 7}
    assert not store.rows("gout", one.id).exists()
    store.finish("gout", one.id, Outcome("failed", "later"))
    assert store.get("gout", one.id).outcome == DONE


def test_rows_that_a_killed_worker_has_left_go_with_the_next_try(store: ValidationStore) -> None:
    one = asked(store)
    store.finish("gout", one.id, DONE, {})
    store.rows("gout", one.id).write_bytes(ROWS)
    store.finish("gout", one.id, DONE)
    assert not store.rows("gout", one.id).exists()


def test_faults_are_kept(store: ValidationStore) -> None:
    one = asked(store)
    faults = (RowFault(3, "b", "must be a number"),)
    store.finish("gout", one.id, Outcome("failed", "now", error="no", count=1, faults=faults))
    found = store.get("gout", one.id).outcome
    assert found is not None
    assert (found.faults, found.figures) == (faults, ())
    with pytest.raises(UnknownValidation, match="has no report"):
        store.report("gout", one.id)


def test_an_upload_that_is_given_up_leaves_nothing(store: ValidationStore, tmp_path: Path) -> None:
    with store.upload("gout") as upload:
        upload.write(ROWS)
    assert list((tmp_path / "gout/validations").iterdir()) == []


def test_what_killed_uploads_have_left_is_swept_and_no_validation_with_it(
    store: ValidationStore, tmp_path: Path
) -> None:
    one = asked(store)
    left = tmp_path / "gout/validations/.upload-1"
    left.mkdir()
    store.sweep()
    assert left.exists()
    long_ago = left.stat().st_mtime - STALE_SECONDS - 1
    for path in (left, store.folder("gout", one.id)):
        os.utime(path, (long_ago, long_ago))
    store.sweep()
    assert not left.exists()
    assert store.get("gout", one.id).asked == one


def test_a_removed_one_is_gone_and_ends_nowhere(store: ValidationStore) -> None:
    one = asked(store)
    store.remove("gout", one.id)
    for call in (store.get, store.remove):
        with pytest.raises(UnknownValidation):
            call("gout", one.id)
    with pytest.raises(UnknownValidation, match="was removed"):
        store.finish("gout", one.id, DONE)


@pytest.mark.parametrize("name", ["", "..", "../gout", "0" * 31, "A" * 32])
def test_what_is_no_id_is_no_path(store: ValidationStore, name: str) -> None:
    with pytest.raises(UnknownValidation):
        store.get("gout", name)


def test_damaged_records_are_told(store: ValidationStore) -> None:
    one = asked(store)
    path = store.folder("gout", one.id) / "asked.json"
    path.write_text(json.dumps({"id": 1}))
    with pytest.raises(UnknownValidation, match="damaged"):
        store.get("gout", one.id)
    assert store.all("gout") == []
