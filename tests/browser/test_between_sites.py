"""An operator takes a version along as a file, and one in that another site has handed over."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from bellwether.transfers import SEAL_BYTES
from tests.browser.desk import unlock
from tests.running_stack import Stack

IMPORTS = "/api/v1/predictors/diabetes/imports"


@pytest.fixture
def panel(page: Page, running_stack: Stack) -> Locator:
    unlock(page, running_stack.key)
    return page.locator(".transfers")


@pytest.mark.layout
def test_a_version_is_handed_over_and_known_where_it_comes_back(
    page: Page, panel: Locator, running_stack: Stack, tmp_path: Path
) -> None:
    version = running_stack.get("/api/v1/predictors/diabetes/champion")["champion"]["version"]
    with page.expect_download() as taken:
        panel.locator('[data-action="export"]').click()
    name = f"diabetes-{version}.tar.gz"
    assert taken.value.suggested_filename == name
    file = tmp_path / name
    taken.value.save_as(file)
    packed = file.read_bytes()
    sealed = hashlib.sha256(packed[:-SEAL_BYTES]).hexdigest()
    expect(panel.locator("[data-sha256]")).to_have_text(sealed)
    expect(panel.get_by_role("status").filter(has_text=name)).to_be_visible()

    panel.locator("[data-import]").set_input_files(file)
    expect(panel.get_by_role("status").filter(has_text="was here already")).to_be_visible()


def test_one_that_comes_is_followed_until_the_trainer_has_it(
    page: Page, panel: Locator, complaints: list[str]
) -> None:
    version = "20261101T120000Z-0123abcd"
    waits = {
        "predictor": "diabetes",
        "version": version,
        "sha256": "ab" * 32,
        "status": "queued",
        "error": None,
        "same_declaration": False,
    }
    asked: list[str] = []
    ends = iter([waits, waits | {"status": "done"}, waits | {"status": "failed", "error": "full"}])

    def looked_at(route: Route) -> None:
        asked.append("looked at")
        route.fulfill(json=next(ends))

    page.route(f"**{IMPORTS}", lambda route: route.fulfill(status=202, json=waits))
    page.route(f"**{IMPORTS}/{version}", looked_at)
    archive = {"name": "v.tar.gz", "mimeType": "application/gzip", "buffer": b"packed"}
    panel.locator("[data-import]").set_input_files(archive)  # type: ignore[arg-type]
    said = panel.get_by_role("status")
    expect(said.filter(has_text="passed every check")).to_contain_text("another declaration")
    expect(said.filter(has_text="is here as a candidate")).to_be_visible()
    assert len(asked) == 2
    expect(panel.locator("[data-sha256]")).to_have_text("ab" * 32)
    panel.locator("[data-import]").set_input_files(archive)  # type: ignore[arg-type]
    expect(said.filter(has_text=f"{version} was not taken in: full.")).to_be_visible()
    assert complaints == []


def test_what_is_no_archive_is_not_sent(page: Page, panel: Locator) -> None:
    panel.locator("[data-import]").set_input_files(
        {"name": "rows.csv", "mimeType": "text/csv", "buffer": b"a,b\n"}
    )
    expect(panel.get_by_role("alert")).to_contain_text("“rows.csv” is no .tar.gz file.")


def test_whoever_has_no_key_is_offered_neither(page: Page) -> None:
    page.goto("/#/operations/diabetes")
    expect(page.locator("[data-champion]").first).to_be_visible()
    expect(page.locator(".transfers")).to_be_hidden()
