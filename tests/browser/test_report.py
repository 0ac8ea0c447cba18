"""Whoever asks how good a model is finds every figure of its report, drawn and as numbers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect

from tests import typed_reports
from tests.browser.conftest import opened
from tests.running_stack import Stack

PREDICTORS = ("heart", "diabetes")
# What is said of one is said of the other by the same code.
ONE_EACH_TIME = (pytest.param("heart", marks=pytest.mark.nightly), "diabetes")


WITHIN_ITS_TABLE = """each => each.getBoundingClientRect().right
  <= each.closest(".table-scroll").getBoundingClientRect().right"""


def champions_report(stack: Stack, predictor: str) -> tuple[str, dict[str, Any]]:
    """The version that answers, and its report."""
    version = stack.get(f"/api/v1/predictors/{predictor}")["champion"]["version"]
    path = f"/api/v1/predictors/{predictor}/versions/{version}/report"
    return version, typed_reports.version_report(stack.get(path))


def open_report(page: Page, predictor: str, version: str) -> None:
    page.goto(f"/#/report/{predictor}/{version}")
    expect(page.locator(f'[data-report="{version}"]')).to_be_visible()


def figure(page: Page, name: str) -> Locator:
    return page.locator(f'[data-figure="{name}"]')


@pytest.mark.parametrize("predictor", ONE_EACH_TIME)
def test_the_headline_figures_are_those_of_the_report(
    page: Page, running_stack: Stack, predictor: str, screenshots: Path | None
) -> None:
    version, report = champions_report(running_stack, predictor)
    open_report(page, predictor, version)
    winner, threshold = report["evaluation"]["winner"], report["threshold"]
    low, high = winner["intervals"]["auroc"]
    expect(figure(page, "auroc")).to_contain_text(f"{winner['auroc']:.3f}")
    expect(figure(page, "auroc")).to_contain_text(f"{low:.3f} to {high:.3f}")
    expect(figure(page, "log_loss")).to_contain_text(f"{winner['log_loss']:.4f}")
    slope = report["calibration"]["slope"]
    expect(figure(page, "slope")).to_contain_text(f"{slope['estimate']:.2f}")
    expect(page.locator("[data-calibration]")).to_contain_text(
        f"{slope['estimate']:.3f} ({slope['low']:.3f} to {slope['high']:.3f})"
    )
    for rate in ("sensitivity", "specificity", "flagged"):
        share = threshold[rate]["estimate"]
        expect(page.locator(f'[data-rate="{rate}"]')).to_contain_text(f"{100 * share:.1f} %")
    expect(page.locator("[data-effort]").first).to_have_attribute("data-effort", report["effort"])
    expect(page.locator("[data-why]")).to_have_text(report["why"])
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"report-{predictor}-{width}.png", full_page=True)


@pytest.mark.parametrize("predictor", ONE_EACH_TIME)
def test_the_report_tells_what_the_model_goes_by(
    page: Page, running_stack: Stack, predictor: str
) -> None:
    version, report = champions_report(running_stack, predictor)
    open_report(page, predictor, version)
    told = page.locator("[data-importance]")
    fields = report["importance"]["fields"]
    expect(told).to_have_count(len(fields))
    expect(told.first).to_contain_text(fields[0]["label"])
    expect(told.first).to_contain_text(f"{fields[0]['points']:.1f}")
    # Both shipped declarations have answered whatever they were asked.
    expect(page.locator("[data-question]")).to_have_count(len(report["questions"]))
    expect(page.locator("[data-section=leakage]")).to_be_visible()
    expect(page.locator("[data-answered=false]")).to_have_count(0)


@pytest.mark.parametrize("predictor", ONE_EACH_TIME)
def test_the_report_tells_whether_the_rows_are_enough(
    page: Page, running_stack: Stack, predictor: str
) -> None:
    version, report = champions_report(running_stack, predictor)
    open_report(page, predictor, version)
    few = page.locator('[data-section="sample-size"]')
    size, forms = report["sample_size"], report["forms"]
    expect(few).to_contain_text(f"{size['needed']:,} rows" if size["needed"] else "Nothing")
    expect(few.locator("[data-chosen-basis]")).to_have_count(1 if forms else 0)
    if forms and forms["without"]:
        expect(few).to_contain_text(f"AUROC {forms['without']['auroc']:.4f} instead of")
    untold = report["calibration"]["intercept"]["low"] is None
    expect(page.locator("[data-calibration]", has_text="true by itself")).to_have_count(
        1 if untold else 0
    )


@pytest.mark.parametrize("predictor", PREDICTORS)
@pytest.mark.layout
def test_every_chart_of_the_report_is_drawn_from_its_data(
    page: Page, running_stack: Stack, predictor: str
) -> None:
    version, report = champions_report(running_stack, predictor)
    open_report(page, predictor, version)

    def chart(name: str) -> Locator:
        return page.locator(f'[data-chart="{name}"]')

    groups = report["calibration"]["groups"]
    expect(chart("calibration").locator(".point")).to_have_count(len(groups))
    expect(chart("calibration").locator(".whisker")).to_have_count(len(groups))
    seen = [point for point in report["score_band"] if point["observed"] is not None]
    drawn = chart("observed-risk").locator(".curve").get_attribute("d") or ""
    assert len(drawn.split(" ")) == len(seen)
    expect(chart("observed-risk").locator(".bootstrap-edge")).to_have_count(
        1 if report["refits"] else 0
    )
    expect(chart("instability")).to_have_count(1 if report["refits"] else 0)
    curve = chart("decision-curve").locator(".curve").get_attribute("d") or ""
    assert len(curve.split(" ")) == len(report["decision_curve"]["thresholds"])
    expect(chart("decision-curve").locator(".curve-all")).to_have_count(1)
    expect(chart("decision-curve").locator(".interval").first).to_be_attached()
    points = report["operating"]["points"]
    # Pointing out everybody and nobody are points of every ROC curve.
    for name, more in (("roc", 2), ("precision-recall", 1)):
        drawn = chart(name).locator(".curve").get_attribute("d") or ""
        assert len(drawn.split(" ")) == len(points) + more
        expect(chart(name).locator(".interval")).to_have_count(1)
    expect(chart("scores").locator(".bar-negative").first).to_be_visible()
    numbers = [
        each for each in report["effects"]["fields"] if each["points"][0]["value"] is not None
    ]
    expect(chart("effect")).to_have_count(len(numbers))
    expect(page.locator("[data-effect]")).to_have_count(len(report["effects"]["fields"]))
    expect(chart("hundred").locator("g")).to_have_count(100)
    expect(page.locator("[data-subgroup]")).to_have_count(len(report["subgroups"]["groups"]))
    expect(page.locator("[data-difference]")).to_have_count(len(report["candidates"]))
    expect(page.locator("[data-check]")).to_have_count(len(report["gate"]["checks"]))
    for found, told in (("passed", "Passed"), ("too little", "Too little to tell")):
        its = [each for each in report["gate"]["checks"] if each["found"] == found]
        pills = page.locator(f'[data-found="{found}"] .pill')
        expect(pills).to_have_text([told] * len(its))
    expect(page.locator("[data-field-report]")).to_have_count(len(report["data"]["fields"]))
    for field in report["data"]["fields"]:
        bars = page.locator(f'[data-field-report="{field["name"]}"] .bar-positive')
        expect(bars).to_have_count(len(field["bins"]))
    names = report["data"]["correlation"]["fields"]
    expect(chart("heatmap").locator(".heat")).to_have_count(len(names) ** 2)
    expect(chart("durations").locator("[data-step]")).to_have_count(len(report["durations"]))


@pytest.mark.parametrize("predictor", ONE_EACH_TIME)
def test_the_people_of_a_hundred_are_those_of_the_confusion_matrix(
    page: Page, running_stack: Stack, predictor: str
) -> None:
    version, report = champions_report(running_stack, predictor)
    open_report(page, predictor, version)
    confusion = report["evaluation"]["winner"]["confusion"]
    total = sum(confusion.values())
    shown = {}
    for look, cell in (("found", "tp"), ("missed", "fn"), ("alarm", "fp"), ("left", "tn")):
        shown[look] = int(page.locator(f'[data-hundred="{look}"] strong').inner_text())
        assert abs(shown[look] - 100 * confusion[cell] / total) < 1
    assert sum(shown.values()) == 100


def test_the_slider_shows_what_another_threshold_would_do(page: Page, running_stack: Stack) -> None:
    version, report = champions_report(running_stack, "diabetes")
    open_report(page, "diabetes", version)
    slider = page.get_by_role("slider", name="Try a threshold")
    point = report["operating"]["points"][0]
    slider.press("Home")
    for rate in ("sensitivity", "specificity", "flagged"):
        expect(page.locator(f'[data-rate="{rate}"]')).to_contain_text(
            f"{100 * point[rate]['estimate']:.1f} %"
        )
    shown = page.locator("[data-hundred] strong").all_inner_texts()
    assert sum(map(int, shown)) == 100
    share = report["decision_curve"]["prevalence"] * point["sensitivity"]["estimate"]
    assert abs(int(shown[0]) - 100 * share) < 1
    marks = page.locator(f'.point-looked-at[data-threshold="{point["threshold"]}"]')
    expect(marks).to_have_count(2)
    back = page.locator('[data-action="threshold-in-use"]')
    back.click()
    expect(page.locator('[data-rate="sensitivity"]')).to_contain_text(
        f"{100 * report['threshold']['sensitivity']['estimate']:.1f} %"
    )
    expect(back).to_be_hidden()
    expect(slider).to_be_focused()


@pytest.mark.layout
def test_what_decides_is_seen_without_scrolling_sideways(page: Page, running_stack: Stack) -> None:
    version, _ = champions_report(running_stack, "diabetes")
    open_report(page, "diabetes", version)
    panel = page.locator(".threshold-slider")
    slider, whole = panel.locator("input").bounding_box(), panel.bounding_box()
    assert slider is not None
    assert whole is not None
    # On a phone a thumb has the whole width; in a wide window the way back has its place beside it.
    assert slider["width"] > 0.8 * whole["width"]
    for verdict in page.locator("[data-optional] .pill").all():
        assert verdict.evaluate(WITHIN_ITS_TABLE)
    # What is wider than the window shows that it goes on.
    matrix = page.locator('[data-section="correlation"] .table-scroll')
    assert matrix.evaluate("each => getComputedStyle(each).backgroundImage") != "none"


def test_on_a_tablet_the_intervals_of_groups_are_no_points(
    chromium: Browser, running_stack: Stack, complaints: list[str]
) -> None:
    version, report = champions_report(running_stack, "diabetes")
    told = [each for each in report["subgroups"]["groups"] if each["recall"] is not None]
    assert told, "diabetes has groups with figures"
    with opened(chromium, running_stack, complaints, {"width": 768, "height": 1024}) as page:
        open_report(page, "diabetes", version)
        tracks = page.locator("[data-subgroup] .track")
        expect(tracks).to_have_count(3 * len(told))
        narrowest = tracks.evaluate_all(
            "all => Math.min(...all.map(each => each.getBoundingClientRect().width))"
        )
        assert narrowest > 150


def test_each_chart_goes_as_a_picture_and_as_numbers(page: Page, running_stack: Stack) -> None:
    version, report = champions_report(running_stack, "diabetes")
    open_report(page, "diabetes", version)
    names = page.locator("[data-file]").evaluate_all("all => all.map(each => each.dataset.file)")
    assert len(names) == len(set(names))
    files = {}
    for name in ("roc.svg", "roc.csv", "subgroups-recall.svg", "correlation.svg", "hundred.csv"):
        with page.expect_download() as caught:
            page.locator(f'[data-file="{name}"]').click()
        assert caught.value.suggested_filename == f"diabetes-{version}-{name}"
        files[name] = caught.value.path().read_text()
    first, *lines = files["roc.csv"].splitlines()
    assert first.startswith("threshold,sensitivity,sensitivity_low,sensitivity_high,specificity")
    points = report["operating"]["points"]
    assert [float(line.split(",")[1]) for line in lines] == [
        each["sensitivity"]["estimate"] for each in points
    ]
    for name in (name for name in files if name.endswith(".svg")):
        picture = ElementTree.fromstring(files[name])
        assert picture.tag == "{http://www.w3.org/2000/svg}svg"
        # It stands alone: a program that knows no style sheet of this page draws it.
        assert "class=" not in files[name]
        assert "var(" not in files[name]
        assert "color(" not in files[name]
    # With its legend.
    assert "95 % interval" in files["roc.svg"]
    curve = ElementTree.fromstring(files["roc.svg"]).iter("{http://www.w3.org/2000/svg}path")
    assert {"none"} <= {each.get("fill") for each in curve}


def test_a_group_with_few_events_has_faded_figures_or_none(
    page: Page, running_stack: Stack
) -> None:
    version, report = champions_report(running_stack, "heart")
    few = [group for group in report["subgroups"]["groups"] if group["too_few"]]
    assert few, "heart has groups with under 100 events"
    open_report(page, "heart", version)
    for group in few:
        row = page.locator(f'[data-subgroup="{group["field"]}: {group["group"]}"]')
        expect(row).to_have_class("is-few")
        if group["recall"] is None:
            expect(row).to_contain_text("too few")
            expect(row.locator(".track")).to_have_count(0)
        else:
            low, high = group["recall"]["low"], group["recall"]["high"]
            expect(row).to_contain_text(f"{low:.2f} to {high:.2f}")


def test_the_correlation_can_be_switched(page: Page, running_stack: Stack) -> None:
    version, report = champions_report(running_stack, "diabetes")
    open_report(page, "diabetes", version)
    section = page.locator('[data-section="correlation"]')
    for method in ("pearson", "spearman"):
        section.get_by_role("radio", name=method.capitalize()).check()
        value = report["data"]["correlation"][method][0][1]
        cell = section.locator("tbody tr").first.locator("td").nth(1)
        expect(cell).to_have_text(f"{value:.2f}".replace("-", "−"))


def test_a_part_of_the_report_has_an_address(page: Page, running_stack: Stack) -> None:
    version, _ = champions_report(running_stack, "heart")
    open_report(page, "heart", version)
    page.get_by_role("navigation", name="On this page").get_by_role(
        "link", name="Subgroups"
    ).click()
    assert page.url.endswith(f"/report/heart/{version}/subgroups")
    expect(page.locator('[data-section="subgroups"]')).to_be_focused()
    page.reload()
    wanted = page.locator('[data-section="subgroups"]')
    expect(wanted).to_be_focused()
    # Charts are drawn and letters arrive later, and move it.
    expect(page.locator('[data-chart="decision-curve"]')).to_be_visible()
    page.evaluate("() => document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    assert abs(wanted.evaluate("each => each.getBoundingClientRect().top")) < 60
    expect(page).to_have_title(re.compile(r"^Heart disease: report of \d+ \w+ \d{4}"))


@pytest.mark.layout
def test_the_model_card_is_typeset_and_can_be_taken_away(
    page: Page, running_stack: Stack, screenshots: Path | None
) -> None:
    version, _ = champions_report(running_stack, "heart")
    path = f"/api/v1/predictors/heart/versions/{version}/card"
    written = requests.get(running_stack.url + path, timeout=10)
    assert written.status_code == 200
    lines = written.content.decode().split("\n")
    page.goto(f"/#/report/heart/{version}")
    page.get_by_role("link", name="Model card").first.click()
    card = page.locator(f'[data-card="{version}"]')
    expect(card.get_by_role("heading", level=1)).to_have_text(lines[0].removeprefix("# "))
    headings = [line for line in lines if line.startswith("## ")]
    expect(card.get_by_role("heading", level=2)).to_have_count(len(headings))
    assert card.locator("tbody tr").count() > 20
    assert "|" not in card.locator("p").all_inner_texts()
    expect(page.locator('[data-action="download-card"]')).to_have_attribute("href", path[1:])
    page.emulate_media(media="print")
    expect(page.locator(".site-header")).to_be_hidden()
    expect(card).to_be_visible()
    if screenshots:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=screenshots / f"card-{width}.png", full_page=True)


def test_what_a_card_holds_never_becomes_markup(page: Page, running_stack: Stack) -> None:
    version, _ = champions_report(running_stack, "heart")
    page.route(
        "**/card",
        lambda route: route.fulfill(
            content_type="text/markdown",
            body="# Card\n\n<script>document.title = 'taken'</script>\n\n"
            "A <b>word</b> and [a link](javascript:alert(1)).\n",
        ),
    )
    page.goto(f"/#/card/heart/{version}")
    card = page.locator("[data-card]")
    expect(card).to_contain_text("<script>")
    expect(card).to_contain_text("<b>word</b>")
    expect(card.locator("script, b, a")).to_have_count(0)
    expect(page).not_to_have_title("taken")
