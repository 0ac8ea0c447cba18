"""Three people use the page for a day: a visitor, a data scientist, an operator.

Each with two shipped predictors and one whose folder is added while the stack runs, in English and
in Chinese; once by keyboard alone. Nothing is looked for by a sentence, and in Chinese no English
is left on any view that is met.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
import yaml
from playwright.sync_api import Browser, Locator, Page, expect
from pyarrow import csv, parquet

from tests import made_up
from tests.browser.conftest import WIDE, opened
from tests.browser.desk import quick_training
from tests.browser.hands import Hands, Keyboard, Mouse
from tests.browser.languages import LOCALES, Language, names_of, speaks, typed_before, untranslated
from tests.running_stack import Stack

pytestmark = pytest.mark.nightly

# Added as a folder; what its texts are in Chinese lies beside its declaration.
THIRD = "walked"
IN_CHINESE = {
    "title": "虚构的痛风",
    "summary": "测试用的虚构预测。",
    "target": {"label": "虚构的痛风", "meaning": "虚构的人是否患病。"},
    "population": {"who": "虚构的人", "source": "随机数生成器", "limits": ["他们并不存在。"]},
    "wording": {
        "people": "虚构的人",
        "result": "每 100 名情况相似的虚构的人中，约有 {n} 人患病。",
        "complement": "其中约有 {m} 人没有。",
        "positive": "达到或超过界限",
        "negative": "低于界限",
        "disclaimer": "这是虚构的。",
    },
    "sections": {"All": "全部"},
    "fields": {
        "Acid": {"label": "尿酸"},
        "Beers": {"label": "每周啤酒数"},
        "Drug": {
            "label": "药物",
            "choices": {"none": "无", "this": "这种", "that": "那种"},
            "missing": {"label": "不知道"},
        },
        "Kidney": {"label": "肾病"},
        "Mood": {"label": "情绪", "choices": {"low": "低", "middling": "中", "high": "高"}},
    },
}
TRAINED_SECONDS = 600
CHECKED_MS = 60_000
SLOWEST_MS = 20_000
SENT_ROWS = 60
# Of heart one row in eleven has the outcome: fewer would judge nothing.
JUDGED_ROWS = 400


@dataclass
class Day:
    """Who does it how, where, and in which language."""

    hands: Hands
    stack: Stack
    predictor: str
    language: Language
    #: what is typed, sent and made in the course of it, or was before
    data: list[str]

    @cached_property
    def names(self) -> list[str]:
        """What the predictor's declaration calls so in every language."""
        return names_of(self.stack, self.predictor, self.language)

    @property
    def page(self) -> Page:
        return self.hands.page

    def at(self, selector: str) -> Locator:
        return self.page.locator(selector)

    def look(self) -> None:
        """Look at all that stands there."""
        speaks(self.page, self.language, [*self.names, *self.data])

    def called(self, what: str) -> str:
        """A name that nobody has used, and that the page tells as it is."""
        name = f"{what} {uuid4().hex[:6]}"
        self.data.append(name)
        return name

    def described(self) -> dict[str, Any]:
        return self.stack.get(f"/api/v1/predictors/{self.predictor}")

    def champion(self) -> str:
        found = self.stack.get(f"/api/v1/predictors/{self.predictor}/champion")
        version: str = found["champion"]["version"]
        return version

    def unlock(self, key: str) -> None:
        """Open the desk of the predictor with a key."""
        self.page.goto(f"/#/operations/{self.predictor}")
        expect(self.at(".desk")).to_have_attribute("data-ready", "true")
        self.look()
        self.hands.write(self.at("#operator-key"), key)
        self.hands.press(self.at('[data-action="unlock"]'))
        expect(self.at('[data-action="lock"]')).to_be_visible()


@pytest.fixture(scope="module")
def added(running_stack: Stack) -> Iterator[str]:
    """A predictor whose folder was added while the stack was running."""
    folder = made_up.write(running_stack.predictors, THIRD, count=made_up.ONE_DEAL)
    written = yaml.safe_dump(IN_CHINESE, allow_unicode=True)
    (folder / "predictor.zh.yaml").write_text(written, encoding="utf-8")
    try:
        running_stack.wait_until_ready({THIRD}, seconds=TRAINED_SECONDS)
        # A model that was there already answers before the folder is read.
        until = time.monotonic() + TRAINED_SECONDS
        while "zh" not in running_stack.get(f"/api/v1/predictors/{THIRD}")["languages"]:
            assert time.monotonic() < until, "its translation is not read"
            time.sleep(0.25)
        yield THIRD
    finally:
        shutil.rmtree(folder)


# By keyboard alone: the added predictor, in Chinese.
DAYS = [
    pytest.param(
        (predictor, language, hands), id=f"{predictor}-{language}-{hands.__name__.lower()}"
    )
    for predictor, language, hands in (
        ("heart", "en", Mouse),
        ("heart", "zh", Mouse),
        ("diabetes", "en", Mouse),
        ("diabetes", "zh", Mouse),
        (THIRD, "en", Mouse),
        (THIRD, "zh", Keyboard),
    )
]


@pytest.fixture
def day(
    request: pytest.FixtureRequest,
    chromium: Browser,
    running_stack: Stack,
    complaints: list[str],
) -> Iterator[Day]:
    predictor, language, hands = request.param
    if predictor == THIRD:
        request.getfixturevalue("added")
    with opened(chromium, running_stack, complaints, WIDE, LOCALES[language]) as page:
        expect.set_options(timeout=SLOWEST_MS)
        data = [*typed_before(running_stack), *untranslated(running_stack, language)]
        yield Day(hands(page), running_stack, predictor, language, data)
        expect.set_options(timeout=5_000)


def each_day(test: Callable[..., None]) -> Callable[..., None]:
    """Walk it with every predictor, in every language."""
    marked: Callable[..., None] = pytest.mark.parametrize("day", DAYS, indirect=True)(test)
    return marked


def answer(day: Day, field: dict[str, Any], value: object) -> None:
    """Answer a question, whichever control it has."""
    place = day.at(f'[data-field="{field["name"]}"]')
    if field["type"] in ("number", "integer"):
        day.hands.write(place.locator("[data-control]"), f"{value}")
        return
    chosen = f"{value}".lower() if isinstance(value, bool) else f"{value}"
    if place.locator("select").count():
        day.hands.select(place.locator("select"), chosen)
    else:
        day.hands.choose(place.locator(f'input[type="radio"][value="{chosen}"]'))


@each_day
def test_a_visitor_asks_changes_understands_and_looks_how_good_it_is(day: Day) -> None:
    hands = day.hands
    day.page.goto("/")
    way = day.at(f'[data-predictor="{day.predictor}"] a').first
    expect(way).to_be_visible()
    day.look()
    hands.press(way)

    described = day.described()
    first = next(each for each in described["fields"] if each["type"] in ("number", "integer"))
    number = day.at(f'[data-field="{first["name"]}"] [data-control]')
    expect(number).to_be_visible()
    day.look()
    if described["population"]["question"]:
        hands.choose(day.at('[data-field="?population"] input[value="yes"]'))
    for field in described["fields"]:
        answer(day, field, "abc" if field is first else field["example"])
    ask = day.at('[data-action="predict"]')
    hands.press(ask)
    # What is wrong is listed, and leads there.
    day.data.append("abc")
    expect(day.at(f'[data-error-for="{first["name"]}"]')).to_be_visible()
    expect(day.at('[data-result="empty"]')).to_have_count(1)
    day.look()
    hands.press(day.page.get_by_role("alert").get_by_role("link").first)
    expect(number).to_be_focused()
    hands.write(number, f"{first['example']}")
    hands.press(ask)

    shown = day.at("[data-probability]")
    expect(shown).to_be_visible()
    inputs = day.stack.example(day.predictor)
    said = day.stack.predict(day.predictor, inputs)["probability"]
    assert float(shown.get_attribute("data-probability") or "") == pytest.approx(said)
    day.look()

    hands.write(number, f"{first['example'] + 1}")
    expect(day.at("[data-follows]")).to_have_attribute("data-follows", "change")
    for more in ("[data-explanation]", "[data-meaning]", "[data-certainty]"):
        hands.press(day.at(f"{more} > summary"))
    expect(day.at('[data-explanation="shown"] [data-points]').first).to_be_visible()
    expect(day.at("[data-meaning] p").first).to_be_visible()
    day.look()
    hands.press(day.at('[data-action="back"]'))
    expect(number).to_have_value(f"{first['example']}")

    hands.press(day.at('[data-action="how-good"]'))
    expect(day.at(f'[data-report="{day.champion()}"]')).to_be_visible()
    day.page.go_back()
    expect(shown).to_be_visible()
    expect(number).to_have_value(f"{first['example']}")


@each_day
def test_a_data_scientist_reads_tries_takes_compares_and_validates(
    day: Day, tmp_path: Path
) -> None:
    hands, stack, name = day.hands, day.stack, day.predictor
    while len(stack.usable_versions(name)) < 2:
        quick_training(stack, name, ["initial"], TRAINED_SECONDS)
    newest, former = stack.usable_versions(name)[:2]

    day.page.goto(f"/#/report/{name}/{newest}")
    report = day.at(f'[data-report="{newest}"]')
    expect(report).to_be_visible()
    sections = report.locator("[data-section]")
    links = report.locator("nav a")
    expect(links).to_have_count(sections.count())
    day.look()
    hands.press(links.last)
    expect(sections.last).to_be_focused()

    slider = day.at("[data-threshold-slider]")
    rate = day.at('[data-rate="sensitivity"]')
    before = rate.inner_text()
    hands.slide_to_start(slider)
    expect(rate).not_to_have_text(before)
    day.look()
    hands.press(day.at('[data-action="threshold-in-use"]'))
    for file, begins in (("roc.svg", "<svg"), ("roc.csv", "threshold,")):
        with day.page.expect_download() as taken:
            hands.press(day.at(f'[data-file="{file}"]'))
        assert taken.value.suggested_filename == f"{name}-{newest}-{file}"
        assert taken.value.path().read_text(encoding="utf-8").lstrip().startswith(begins)
    hands.press(day.at('.report-head a[href^="#/card/"]'))
    expect(day.at(f'[data-card="{newest}"]')).to_be_visible()
    day.look()

    day.unlock(key_of_a_data_scientist(day))
    day.look()
    for version in (newest, former):
        hands.tick(day.at(f'[data-tick="{version}"]'))
    hands.press(day.at('[data-action="compare"]'))
    expect(day.at(f'[data-compared="{former} {newest}"]')).to_be_visible()
    day.look()

    day.page.goto(f"/#/operations/{name}")
    note = day.called("round")
    hands.write(day.at(".validations-panel input[type=text]"), note)
    hands.give_file(day.at("[data-validate]"), sent_rows(day, tmp_path, JUDGED_ROWS))
    judged = day.at("[data-validation]").filter(has_text=note)
    expect(judged).to_have_attribute("data-status", "done", timeout=CHECKED_MS)
    day.look()
    hands.press(judged.locator('[data-action="validation"]'))
    expect(day.at('[data-chart="compared"]')).to_be_visible()
    day.look()


@each_day
def test_an_operator_trains_decides_goes_back_and_sees_who_did_what(
    day: Day, tmp_path: Path
) -> None:
    hands, stack, name = day.hands, day.stack, day.predictor
    former = day.champion()
    day.unlock(stack.key)
    expect(day.at(".audit .log tbody tr").first).to_be_visible()
    day.look()

    file = sent_rows(day, tmp_path)
    dataset = hashlib.sha256(file.read_bytes()).hexdigest()
    hands.give_file(day.at("[data-upload]"), file)
    rows = day.at(f'[data-dataset="{dataset}"]')
    expect(rows).to_have_attribute("data-status", "usable", timeout=CHECKED_MS)

    hands.press(day.at('[data-action="retrain-options"]'))
    dialog = day.page.get_by_role("dialog")
    hands.tick(dialog.locator(f'input[value="{dataset}"]'))
    hands.choose(dialog.locator('input[value="quick"]'))
    hands.tick(dialog.locator("[data-no-promote]"))
    day.look()
    with day.page.expect_response("**/retrainings") as asked:
        hands.press(dialog.locator('[data-action="confirm"]'))
    job = asked.value.json()["id"]
    expect(day.at(f'[data-job="{job}"] [role="progressbar"]')).to_be_visible()
    day.look()
    ended = stack.job_over(job, TRAINED_SECONDS)
    # Without promoting, what passes the gate is a candidate.
    assert ended["status"] in ("candidate", "rejected"), ended
    version = ended["version"]
    expect(day.at(f'.job-row[data-job="{job}"]')).to_have_attribute("data-status", ended["status"])
    row = day.at(f'[data-version-row="{version}"]')
    hands.press(row.locator(".fold > summary").first)
    day.look()
    hands.press(row.locator('[data-action="figures"]'))
    expect(day.at('[data-section="gate"] [data-gate]')).to_be_visible()
    day.page.go_back()

    for chosen in (version, former):
        hands.press(day.at(f'[data-action="promote"][data-version="{chosen}"]'))
        reason = day.called("because")
        hands.write(dialog.locator("[data-reason]"), reason)
        day.look()
        hands.press(dialog.locator('[data-action="confirm"]'))
        expect(day.at(f'[data-champion="{chosen}"]')).to_be_visible()
        assert day.champion() == chosen
    day.look()

    called = day.called("ward")
    hands.press(day.at('[data-action="new-key"]'))
    hands.write(dialog.locator("[data-key-name]"), called)
    hands.choose(dialog.locator('input[value="data_scientist"]'))
    hands.tick(dialog.locator(f'input[value="{name}"]'))
    day.look()
    hands.press(dialog.locator('[data-action="confirm"]'))
    secret = day.at("[data-secret]")
    expect(secret).to_be_visible()
    day.data.append(secret.inner_text())
    day.look()
    given = day.at("[data-key]").filter(has_text=called)
    hands.press(given.locator('[data-action="revoke-key"]'))
    hands.press(given.locator('[data-action="confirm-key"]'))
    expect(given).to_have_attribute("data-status", "revoked")

    audit = day.at(".audit")
    hands.press(audit.locator('[data-action="audit"]'))
    hands.select(audit.locator('[data-filter="action"]'), "promote")
    expect(audit.locator("tbody tr").first).to_contain_text(reason)
    day.look()

    hands.press(rows.locator('[data-action="remove-dataset"]'))
    hands.press(rows.locator('[data-action="confirm-remove"]'))
    expect(rows).to_have_count(0)
    day.look()
    hands.press(day.at('[data-action="lock"]'))
    expect(day.at("#operator-key")).to_be_visible()


def key_of_a_data_scientist(day: Day) -> str:
    """A named key for the day's predictor."""
    document = {"name": day.called("zoe"), "role": "data_scientist", "predictors": [day.predictor]}
    made = requests.post(
        f"{day.stack.url}/api/v1/keys", json=document, headers=day.stack.operator, timeout=10
    )
    assert made.ok, made.text
    secret: str = made.json()["secret"]
    return secret


def sent_rows(day: Day, folder: Path, count: int = SENT_ROWS) -> Path:
    """A file of labelled rows: some of those that the predictor started with."""
    initial = next((day.stack.predictors / day.predictor).glob("data.*"))
    table = csv.read_csv(initial) if initial.suffix == ".csv" else parquet.read_table(initial)
    text = io.BytesIO()
    csv.write_csv(table.slice(len(day.language), count), text)
    file = folder / f"ward-{day.language}.csv"
    file.write_bytes(text.getvalue())
    day.data.append(file.name)
    return file
