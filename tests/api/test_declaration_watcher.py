"""Folders that appear, change, break and go while the API runs."""

from __future__ import annotations

import shutil
import time
from typing import Any

import pytest
from flask.testing import FlaskClient

from bellwether_api.declarations.watcher import DeclarationWatcher
from tests import factories, made_up
from tests.api.conftest import House, look


def listed(client: FlaskClient) -> dict[str, Any]:
    document = client.get("/api/v1/predictors").json
    assert document is not None
    return dict(document)


def names(client: FlaskClient) -> list[str]:
    return [entry["name"] for entry in listed(client)["predictors"]]


def test_a_folder_that_is_dropped_in_appears_and_one_that_is_removed_goes(house: House) -> None:
    client = house.start()
    assert names(client) == []
    folder = made_up.write(house.predictors)
    look(client)
    assert names(client) == [made_up.NAME]
    shown = client.get(f"/api/v1/predictors/{made_up.NAME}").json
    assert shown is not None
    assert (shown["declaration"], shown["champion"], shown["serving"]) == ("folder", None, None)
    shutil.rmtree(folder)
    look(client)
    assert names(client) == []
    assert client.get(f"/api/v1/predictors/{made_up.NAME}").status_code == 404


def test_a_broken_folder_is_shown_with_every_fault_and_hides_nothing(house: House) -> None:
    made_up.write(house.predictors)
    made_up.write(house.predictors, "bad", summary=3, salt="")
    (house.predictors / "empty").mkdir()
    (house.predictors / "other").mkdir()
    (house.predictors / "other" / "predictor.yaml").write_text("a: [")
    client = house.start()
    assert names(client) == [made_up.NAME]
    broken = {entry["folder"]: entry["errors"] for entry in listed(client)["broken"]}
    assert broken.keys() == {"bad", "empty", "other"}
    assert [error["pointer"] for error in broken["bad"]] == ["/summary", "/salt"]
    assert all(error["detail"] for errors in broken.values() for error in errors)


def test_a_broken_folder_that_is_put_in_order_appears(house: House) -> None:
    folder = made_up.write(house.predictors)
    declaration = folder / "predictor.yaml"
    whole = declaration.read_text()
    declaration.write_text(whole.replace("title:", "titel:"))
    client = house.start()
    assert names(client) == []
    declaration.write_text(whole)
    look(client)
    assert names(client) == [made_up.NAME]
    assert listed(client)["broken"] == []


def test_while_the_folder_of_all_cannot_be_read_what_was_found_stays(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    made_up.write(house.predictors)
    client = house.start()
    away = house.predictors.rename(house.predictors.with_name("away"))
    look(client)
    look(client)
    assert names(client) == [made_up.NAME]
    assert caplog.text.count("cannot be read") == 1
    away.rename(house.predictors)
    look(client)
    assert names(client) == [made_up.NAME]


def test_hidden_folders_and_plain_files_are_no_predictors(house: House) -> None:
    made_up.write(house.predictors, ".hidden")
    (house.predictors / "README.md").write_text("?")
    assert listed(house.start()) == {"predictors": [], "broken": []}


def test_a_folder_that_may_still_be_copied_is_left_alone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    found = DeclarationWatcher(house.predictors, settle_seconds=2.0)
    folder = made_up.write(house.predictors)
    (folder / "predictor.yaml").rename(folder / "later")
    found.poll()
    clock[0] += 1.9
    (folder / "later").rename(folder / "predictor.yaml")
    found.poll()
    clock[0] += 1.9
    found.poll()
    assert (found.get(made_up.NAME), found.broken()) == (None, [])
    clock[0] += 0.2
    found.poll()
    assert found.get(made_up.NAME) is not None


def test_a_folder_that_has_long_been_there_is_read_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_up.write(house.predictors)
    later = time.time() + 2.1
    monkeypatch.setattr(time, "time", lambda: later)
    found = DeclarationWatcher(house.predictors, settle_seconds=2.0)
    found.poll()
    assert found.get(made_up.NAME) is not None


def test_what_has_not_changed_is_not_read_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_up.write(house.predictors)
    client = house.start()
    monkeypatch.delattr("bellwether_contract.declaration.spec.read_with_source")
    look(client)
    assert names(client) == [made_up.NAME]


def test_a_list_shows_champions_and_folders_alike(house: House) -> None:
    made_up.write(house.predictors, "folder")
    version = factories.publish(house.store, 1, name="served")
    document = listed(house.start())
    assert [entry["name"] for entry in document["predictors"]] == ["folder", "served"]
    folder, served = document["predictors"]
    assert folder["champion"] is None
    assert served["champion"]["version"] == version
    assert served["champion"].keys() == {"version", "since"}
    assert served["title"] == "Made-up gout"


def test_a_link_of_an_editor_hides_nothing(house: House) -> None:
    folder = made_up.write(house.predictors)
    client = house.start()
    (folder / ".#predictor.yaml").symlink_to("somebody@somewhere.1234")
    (folder / "elsewhere").symlink_to("nowhere")
    look(client)
    assert names(client) == [made_up.NAME]
