"""A visitor chooses, answers, reads the result, and is told what is wrong where it is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.questions import fill, shown
from tests.running_stack import Stack


@pytest.mark.parametrize(
    ("predictor", "sentence"),
    [
        ("heart", "Of 100 people in the survey who answered like this"),
        ("diabetes", "Of 100 women in the study with values like these"),
    ],
)
@pytest.mark.layout
def test_a_visitor_answers_the_questions_and_sees_the_result(
    page: Page, running_stack: Stack, predictor: str, sentence: str, screenshots: Path | None
) -> None:
    inputs = fill(page, running_stack, predictor)
    page.locator('[data-action="predict"]').click()
    expect(page.locator('[data-result="answer"]')).to_contain_text(sentence)
    said = running_stack.predict(predictor, inputs)
    expect(page.locator("[data-probability]")).to_have_text(shown(said["probability"]))
    expect(page.locator("[data-result] [data-version]")).to_contain_text(said["version"])
    expect(page.locator("[data-result]")).to_contain_text("not a diagnosis")
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"{predictor}-{width}.png", full_page=width < 500)


@pytest.mark.parametrize("predictor", ["heart", "diabetes"])
@pytest.mark.layout
def test_one_interval_stands_by_the_number_and_more_is_told_to_those_who_ask(
    page: Page, running_stack: Stack, predictor: str
) -> None:
    inputs = fill(page, running_stack, predictor)
    page.locator('[data-action="predict"]').click()
    expect(page.locator("[data-probability]")).to_be_visible()
    said = running_stack.predict(predictor, inputs)
    people = running_stack.get(f"/api/v1/predictors/{predictor}")["wording"]["people"]
    band = page.locator("[data-observed-risk]")
    expect(band).to_be_visible()
    expect(band).to_contain_text(re.compile(f"among {people} with a figure like this", re.I))
    # How many people it rests on is for the report.
    expect(page.locator("[data-result]")).not_to_contain_text("within 2 points")
    expect(band).to_have_attribute("data-observed-risk", re.compile(r"^[0-9.e-]+ [0-9.e-]+$"))
    low, high = (float(part) for part in (band.get_attribute("data-observed-risk") or "").split())
    assert (low, high) == pytest.approx((said["band"]["low"], said["band"]["high"]))
    more = page.locator("[data-certainty]")
    expect(more.get_by_text("95 % interval")).to_be_hidden()
    page.get_by_text("How sure is that?").click()
    expect(more.get_by_text("95 % interval")).to_be_visible()
    refits = page.locator("[data-certainty] [data-bootstrap]")
    expect(refits).to_have_count(1 if said.get("refits") else 0)


@pytest.mark.parametrize(
    ("predictor", "group"),
    [
        ("heart", "Of 100 men aged 60 to 64 years"),
        ("diabetes", "Of 100 women in the study aged 30"),
    ],
)
def test_an_answer_stands_beside_its_peers_and_says_what_the_line_means(
    page: Page, running_stack: Stack, predictor: str, group: str, screenshots: Path | None
) -> None:
    fill(page, running_stack, predictor)
    page.locator('[data-action="predict"]').click()
    expect(page.locator("[data-peers]")).to_contain_text(group)
    shown = page.locator(".result-sentence strong").inner_text()
    expect(page.locator("[data-peers]")).to_contain_text(f"With your answers: {shown}.")
    meaning = page.locator("[data-meaning]")
    meaning.locator("summary").click()
    expect(meaning.locator("[data-pointed-out]")).to_contain_text("pointed out:")
    expect(meaning).to_contain_text("does not say that somebody is ill")
    expect(meaning.locator("[data-next-step]")).to_contain_text("sensible next step")
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"{predictor}-peers-{width}.png", full_page=True)


@pytest.mark.parametrize("predictor", ["heart", "diabetes"])
@pytest.mark.layout
def test_what_moved_the_number_is_told_to_those_who_ask(
    page: Page, running_stack: Stack, predictor: str, screenshots: Path | None
) -> None:
    inputs = fill(page, running_stack, predictor)
    page.locator('[data-action="predict"]').click()
    expect(page.locator("[data-probability]")).to_be_visible()
    page.get_by_text("What moved this number?").click()
    expect(page.locator('[data-explanation="shown"]')).to_be_visible()
    told = page.locator("[data-points]").evaluate_all("all => all.map(e => e.dataset.points)")
    answer = requests.post(
        f"{running_stack.url}/api/v1/predictors/{predictor}/explanations",
        json={"inputs": inputs},
        timeout=30,
    ).json()
    found = answer["explanation"]["contributions"].values()
    assert sum(map(float, told)) == pytest.approx(sum(found), abs=1e-3)
    assert float(told[0]) == pytest.approx(max(found, key=abs))
    # As it is told, it sums up to the number that is shown.
    rows = page.locator("[data-tenths]").evaluate_all("all => all.map(e => +e.dataset.tenths)")
    average, total = page.locator("[data-total]").evaluate_all(
        "all => all.map(e => +e.dataset.total)"
    )
    assert average + sum(rows) == total
    expect(page.locator("[data-probability]")).to_have_text(f"{total / 10:.1f} %")
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"{predictor}-moved-{width}.png", full_page=True)


def test_a_value_that_no_model_is_asked_about_gets_the_reason_instead(
    page: Page, running_stack: Stack, screenshots: Path | None
) -> None:
    fill(page, running_stack, "diabetes", Glucose=210)
    page.locator('[data-action="predict"]').click()
    expect(page.locator('[data-refusal="Glucose"]')).to_contain_text("World Health Organization")
    expect(page.locator("[data-probability]")).to_have_count(0)
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"refused-{width}.png", full_page=True)


@pytest.mark.layout
def test_where_hardly_anybody_was_like_this_the_number_stands_under_that(
    page: Page, running_stack: Stack, screenshots: Path | None
) -> None:
    inputs = fill(page, running_stack, "diabetes", BloodPressure=149)
    page.locator('[data-action="predict"]').click()
    (thin,) = running_stack.predict("diabetes", inputs)["thin"]
    # The 768, and those in rows that another test has sent and learned from.
    few = r"Fewer than 5 of [\d,]+ women in the study had \d+ mm Hg or more"
    assert re.match(few, thin["reason"])
    said = page.locator('[data-outside="BloodPressure"]')
    expect(said).to_have_text(thin["reason"])
    # Those of whom it was observed were not like this.
    expect(page.locator("[data-observed-risk]")).to_have_count(0)
    sentence = page.locator(".result-sentence")
    expect(sentence).to_be_visible()
    above, beneath = said.bounding_box(), sentence.bounding_box()
    assert above is not None
    assert beneath is not None
    assert above["y"] < beneath["y"]
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"thin-{width}.png", full_page=True)


def test_beyond_the_ages_of_the_rows_no_number_is_given(
    page: Page, running_stack: Stack, screenshots: Path | None, complaints: list[str]
) -> None:
    fields = running_stack.get("/api/v1/predictors/diabetes")["fields"]
    oldest = next(field["maximum"] for field in fields if field["name"] == "Age")
    assert oldest < 110
    fill(page, running_stack, "diabetes", Age=110)
    expect(page.locator('[data-field="Age"]')).to_contain_text(f"Between 21 and {oldest}")
    expect(page.locator('[data-field="Age"] .field-note')).to_have_text(
        f"No number is given above {oldest} years."
    )
    page.locator('[data-action="predict"]').click()
    panel = page.locator('[data-result="answer"]')
    expect(panel).to_contain_text("No number is given.")
    expect(panel.locator('[data-refusal="Age"]')).to_have_text(
        f"Age: Nearly none of the women in the study were above {oldest} years, so the model "
        "cannot speak about 110."
    )
    expect(page.locator("[data-probability]")).to_have_count(0)
    expect(page.locator('[data-error-for="Age"]')).to_be_hidden()
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"beyond-{width}.png", full_page=True)
    # What nobody can be is a fault of the answer, and said at the question.
    age = page.locator('[data-field="Age"] [data-control]')
    age.fill("200")
    expect(page.locator('[data-error-for="Age"]')).to_contain_text("120")
    complaints[:] = [c for c in complaints if "422" not in c]
    age.fill(str(oldest))
    expect(page.locator("[data-probability]")).to_be_visible()


@pytest.mark.parametrize("probability", [0.92, 0.6])
def test_a_figure_that_is_not_what_was_observed_is_said_to_be_none_to_rely_on(
    page: Page, running_stack: Stack, probability: float, screenshots: Path | None
) -> None:
    inputs = fill(page, running_stack, "diabetes")
    said = running_stack.predict("diabetes", inputs)
    band = {"low": 0.75, "high": 0.91, "n": 31, "agrees": False}
    page.route(
        "**/predictions",
        lambda route: route.fulfill(json=said | {"probability": probability, "band": band}),
    )
    page.locator('[data-action="predict"]').click()
    told = page.locator("[data-disagrees]")
    expect(told).to_contain_text("Fewer were observed" if probability > 0.9 else "More were")
    expect(told).to_contain_text(
        "among women in the study with a figure like this, 75 to 91 of 100 had it, not "
        f"{round(100 * probability)}. Believe this rather than the figure above: it is what "
        "happened."
    )
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"disagrees-{width}.png", full_page=True)
    page.unroute("**/predictions")
    page.locator('[data-action="predict"]').click()
    expect(told).to_have_count(0 if said["band"]["agrees"] else 1)


def test_a_visitor_finds_out_how_good_the_model_is(page: Page, running_stack: Stack) -> None:
    fill(page, running_stack, "diabetes")
    page.locator('[data-action="predict"]').click()
    page.get_by_role("link", name="How good is this model?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How good is this model?")
    expect(page.locator('[data-figure="auroc"]')).to_be_visible()


@pytest.mark.layout
def test_a_visitor_chooses_what_to_predict(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Heart disease").first.click()
    expect(page).to_have_url("/#/predict/heart")
    expect(page.get_by_role("heading", level=1)).to_have_text("Heart disease")
    expect(page.locator("[data-field]")).to_have_count(17)


def test_a_wrong_answer_is_named_at_its_field_and_nothing_is_sent(
    page: Page, running_stack: Stack
) -> None:
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if r.method == "POST" else None)
    fill(page, running_stack, "heart", BMI=1000)
    page.locator('[data-action="predict"]').click()
    error = page.locator('[data-error-for="BMI"]')
    expect(error).to_be_visible()
    expect(error).to_contain_text("between 10 and 100")
    expect(page.locator('[data-field="BMI"] [data-control]')).to_have_attribute(
        "aria-invalid", "true"
    )
    assert asked == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1,200", "1,200 can mean 1200 or 1.2: write 1200 or 1.2."),
        ("250,000", "250,000 can mean 250000 or 250: write 250000 or 250."),
        ("5,5 mmol", "Enter a number between 20 and 1000 mg/dL."),
    ],
)
def test_a_number_that_may_be_two_is_never_guessed(
    page: Page, running_stack: Stack, typed: str, said: str, screenshots: Path | None
) -> None:
    fill(page, running_stack, "diabetes", Glucose=typed)
    page.locator('[data-action="predict"]').click()
    expect(page.locator('[data-error-for="Glucose"]')).to_have_text(said)
    expect(page.locator("[data-probability]")).to_have_count(0)
    if screenshots and typed == "1,200":
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"ambiguous-{width}.png")
    # What else people write is taken for what it can only mean.
    page.locator('[data-field="Glucose"] [data-control]').fill("１０３,５ mg/dl")
    expect(page.locator('[data-error-for="Glucose"]')).to_be_hidden()
    with page.expect_request("**/predictions") as asked:
        page.locator('[data-action="predict"]').click()
    assert (asked.value.post_data_json or {})["inputs"]["Glucose"] == 103.5


def test_a_number_in_another_unit_is_asked_about_and_never_taken_in_silence(
    page: Page, running_stack: Stack, screenshots: Path | None
) -> None:
    fill(page, running_stack, "diabetes", Glucose="5.7")
    page.locator('[data-action="predict"]').click()
    field = page.locator('[data-field="Glucose"]')
    expect(field.locator(".field-error")).to_have_text("5.7 looks like mmol/L: that is 103 mg/dL.")
    expect(page.locator("[data-probability]")).to_have_count(0)
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"unit-{width}.png", full_page=True)
    field.get_by_role("button", name="Use 103").click()
    expect(field.locator("[data-control]")).to_have_value("103")
    expect(field.locator(".field-error")).to_be_hidden()
    # With its unit it can mean one thing alone, and what it is taken for stands beside it.
    field.locator("[data-control]").fill("5,7 mmol/l")
    expect(field.locator(".field-note")).to_have_text("5,7 mmol/l is 103 mg/dL.")
    with page.expect_request("**/predictions") as asked:
        page.locator('[data-action="predict"]').click()
    assert (asked.value.post_data_json or {})["inputs"]["Glucose"] == 103


def test_the_converter_takes_no_number_that_may_be_two(page: Page) -> None:
    page.goto("/#/predict/diabetes")
    converter = page.locator('[data-field="BMI"] .converter')
    converter.locator("summary").click()
    converter.get_by_label("Height in cm").fill("1,750")
    expect(converter.locator("output")).to_contain_text("1,750 can mean 1750 or 1.75")
    converter.get_by_label("Height in cm").fill("175")
    converter.get_by_label("Weight in kg").fill("70,5 kg")
    expect(converter.locator("output")).to_have_text("23.0 kg/m²")


def test_what_was_not_answered_is_asked_for(page: Page) -> None:
    page.goto("/#/predict/diabetes")
    page.locator('[data-action="predict"]').click()
    expect(page.locator('[data-error-for="Age"]')).to_be_visible()
    expect(page.get_by_role("alert").first).to_be_visible()


def test_a_fault_that_only_the_api_sees_stands_at_its_field(
    page: Page, running_stack: Stack, complaints: list[str]
) -> None:
    fill(page, running_stack, "heart")
    page.route(
        "**/predictions",
        lambda route: route.fulfill(
            status=422,
            content_type="application/problem+json",
            body='{"type":"about:blank","title":"Unprocessable Content","status":422,'
            '"detail":"1 value is wrong","errors":'
            '[{"pointer":"/inputs/SleepTime","detail":"must be something else"}]}',
        ),
    )
    page.locator('[data-action="predict"]').click()
    expect(page.locator('[data-error-for="SleepTime"]')).to_contain_text("must be something else")
    # The console notes every answer of 422; this one was asked for.
    complaints[:] = [c for c in complaints if "422" not in c]


def test_not_measured_is_an_answer_and_is_said(page: Page, running_stack: Stack) -> None:
    inputs = fill(page, running_stack, "diabetes", Insulin=0)
    page.locator('[data-action="predict"]').click()
    said = running_stack.predict("diabetes", inputs | {"Insulin": None})
    expect(page.locator("[data-probability]")).to_have_text(shown(said["probability"]))
    expect(page.locator("[data-unknown]")).to_contain_text("Insulin")


def test_what_somebody_does_not_know_leaves_a_range(
    page: Page, running_stack: Stack, screenshots: Path | None
) -> None:
    inputs = fill(page, running_stack, "diabetes")
    page.locator('[data-field="DiabetesPedigreeFunction"]').get_by_label("Don't know").check()
    page.locator('[data-action="predict"]').click()
    told = page.locator("[data-range]")
    said = running_stack.predict("diabetes", inputs | {"DiabetesPedigreeFunction": None})
    left = said["range"]
    low, high = (int(100 * end + 0.5) for end in (left["low"], left["high"]))
    assert low < high
    expect(told).to_contain_text(f"Between {low} and {high} of 100")
    expect(told).to_contain_text("depending on: Family history score")
    expect(told).to_contain_text("assumes that leaving it open tells nothing by itself")
    expect(page.locator("[data-probability]")).to_have_text(shown(said["probability"]))
    expect(page.locator(".figure-open")).to_have_count(high - low)
    expect(page.locator("[data-unknown]")).to_have_count(0)
    if screenshots is not None:
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=screenshots / f"range-{width}.png", full_page=True)
