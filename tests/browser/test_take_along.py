"""What an answer might have been, and a result taken along: on paper, as text, as a link."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.questions import fill
from tests.running_stack import ComposeStack, Stack

# What Chromium writes for each page of a PDF.
PDF_PAGE = re.compile(rb"/Type /Page\b")


def test_people_who_answer_otherwise_are_told_to_whoever_asks_and_follow_the_answers(
    page: Page, running_stack: Stack
) -> None:
    asked: list[Any] = []
    page.on("request", lambda each: asked.append(each.post_data_json) if each.post_data else None)
    inputs = fill(page, running_stack, "diabetes", Insulin=123)
    page.locator('[data-action="predict"]').click()
    expect(page.locator("[data-probability]")).to_be_visible()
    # Nothing but the result is asked for before somebody opens it.
    assert asked == [{"inputs": inputs}]
    page.get_by_text("What if an answer were different?").click()
    opened = page.locator('[data-what-if="shown"]')
    expect(opened.locator("[data-no-effect]")).to_contain_text("cannot tell what would happen if")
    offered = [each["BMI"] for each in asked[1]["inputs"]]
    assert offered == [32, 25, 30, 35, 40]
    said = running_stack.predict("diabetes", [inputs | {"BMI": each} for each in offered])
    mine, *others = [int(100 * each["probability"] + 0.5) for each in said["predictions"]]
    for value, n in zip(offered[1:], others, strict=True):
        row = opened.locator(f'[data-what-if="BMI"][data-value="{value}"]')
        expect(row).to_contain_text(f"{value} kg/m² and otherwise like you: about {n} of 100")
        expect(row).to_contain_text(f"({mine} with your answers)")
    # It follows where it stands: the panel does not jump.
    panel = page.locator("[data-result]")
    before = panel.evaluate("each => each.scrollTop")
    page.locator('[data-field="BMI"] [data-control]').fill("90")
    expect(opened).to_contain_text("Hardly anybody was like this")
    page.locator('[data-field="BMI"] [data-control]').fill("40")
    expect(opened.locator('[data-value="45"]')).to_be_visible()
    assert panel.evaluate("each => each.scrollTop") == before


def test_a_result_fits_on_one_printed_page_and_is_copied_as_text(
    page: Page, running_stack: Stack, screenshots: Path | None
) -> None:
    fill(page, running_stack, "heart", BMI=31.25)
    page.locator('[data-action="predict"]').click()
    expect(page.locator("[data-probability]")).to_be_visible()
    declared = running_stack.get("/api/v1/predictors/heart")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sheet = page.locator("[data-printed]")
    told = sheet.inner_text() if sheet.is_visible() else sheet.text_content() or ""
    for each in declared["fields"]:
        assert each["label"] in told
    for part in ("31.25 kg/m²", "60 to 64 years", declared["wording"]["disclaimer"].strip()):
        assert part in told
    for part in (*declared["wording"]["questions"], *declared["population"]["limits"]):
        assert part in told
    assert declared["serving"]["version"] in told
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(sheet).to_have_count(0)
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(PDF_PAGE.findall(pdf)) == 1
    if screenshots:
        (screenshots / "printed.pdf").write_bytes(pdf)

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator('[data-action="copy-text"]').click()
    expect(page.locator(".along-told")).to_have_text("Copied.")
    text = page.evaluate("navigator.clipboard.readText()")
    sentence = page.locator(".result-sentence").inner_text()
    assert text.startswith("Heart disease\nMade on ")
    assert f"\n\n{sentence}\n" in text
    assert "\n- Body mass index: 31.25 kg/m²\n" in text


def test_a_link_says_what_it_contains_and_its_answers_reach_no_server(
    page: Page, running_stack: Stack
) -> None:
    fill(page, running_stack, "diabetes", Insulin=123.25)
    page.locator('[data-field="?population"]').get_by_role("radio", name="No", exact=True).check()
    page.locator('[data-action="predict"]').click()
    expect(page.locator("[data-ribbon]")).to_be_visible()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator('[data-action="link"]').click()
    expect(page.locator(".along-link")).to_contain_text("contains all your answers")
    page.locator('[data-action="copy-link"]').click()
    expect(page.locator(".along-told")).to_have_text("Copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert "Insulin=123.25" in link.partition("#")[2]

    other = page.context.new_page()
    sent: list[Any] = []
    network = page.context.new_cdp_session(other)
    network.send("Network.enable")
    for event in ("requestWillBeSent", "requestWillBeSentExtraInfo"):
        network.on(f"Network.{event}", lambda each: sent.append(each))
    # What is no question is counted, never shown: nobody puts words on the page by a link.
    other.goto(f"{link}&Call=0900-hoax&Age=%3Cimg%3E")
    note = other.locator('[data-from-link="read"]')
    expect(note).to_contain_text("came from a link")
    expect(note).to_contain_text("2 parts of the link are not asked here")
    expect(other.locator("body")).not_to_contain_text("hoax")
    expect(other.locator('[data-field="Insulin"] [data-control]')).to_have_value("123.25")
    assert other.url.endswith("#/predict/diabetes")
    expect(other.locator("[data-probability]")).to_have_count(0)
    told = [
        {**each, "request": {**each["request"], "urlFragment": ""}} if "request" in each else each
        for each in sent
    ]
    assert told
    assert "123.25" not in str(told)
    # Whose it is not goes with it.
    other.locator('[data-action="predict"]').click()
    expect(other.locator("[data-ribbon]")).to_be_visible()
    if isinstance(running_stack, ComposeStack):
        assert "123.25" not in running_stack.compose("logs", "--no-color")

    # A broken one does nothing and says so; what stood in the tab stays.
    other.goto("/#/")
    other.goto("/#/predict/diabetes?%zz=&__proto__=1")
    expect(other.locator('[data-from-link="broken"]')).to_contain_text("could not be read")
    expect(other.locator('[data-field="Insulin"] [data-control]')).to_have_value("123.25")
    # One's own answers come back.
    other.goto("/#/predict/diabetes?Insulin=55")
    expect(other.locator('[data-field="Insulin"] [data-control]')).to_have_value("55")
    expect(other.locator(".tally")).to_have_text("1 of 9 answered")
    other.locator('[data-action="former"]').click()
    expect(other.locator('[data-field="Insulin"] [data-control]')).to_have_value("123.25")
    expect(other.locator("[data-ribbon]")).to_be_visible()
    other.close()
