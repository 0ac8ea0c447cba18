"""The model card of a version, as Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bellwether_api.model_card.card import NoModelCard, model_card
from bellwether_contract.bundle.manifest import (
    DECLARATION,
    MANIFEST,
    REPORT,
    Manifest,
    digests,
    read_manifest,
)
from bellwether_contract.declaration import spec
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.storage.history import Withdrawal
from tests import factories, made_up, report_sample
from tests.api.conftest import House

PREDICTORS = Path(__file__).parents[2] / "predictors"
VERSIONS = f"/api/v1/predictors/{made_up.NAME}/versions"

Report = dict[str, Any]
Card = Callable[..., str]


@pytest.fixture
def manifest(house: House) -> Manifest:
    version = factories.publish(house.store, 1)
    return read_manifest(house.store.directory(made_up.NAME, version))


@pytest.fixture
def card(manifest: Manifest) -> Card:
    def made(
        name: str = "heart", change: Callable[[Report], None] | None = None, **how: Any
    ) -> str:
        predictor = spec.read(PREDICTORS / name)
        if name == "diabetes":
            how = {"rows": 768, "prevalence": 268 / 768, "size": "small", **how}
        report = report_sample.report(predictor, **how)
        if change is not None:
            change(report)
        return model_card(report, predictor, manifest)

    return made


def part(card: str, title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", card, re.DOTALL | re.MULTILINE)
    assert found, title
    return found[1]


@pytest.mark.parametrize("name", ["heart", "diabetes"])
def test_a_card_tells_people_outcome_and_every_field(card: Card, name: str) -> None:
    predictor = spec.read(PREDICTORS / name)
    told = card(name)
    assert told.startswith(f"# Model card: {predictor.title}\n")
    assert predictor.population.who in part(told, "What it predicts, and for whom")
    assert predictor.target.meaning in part(told, "Outcome")
    fields = part(told, "Predictors")
    for field in predictor.fields:
        assert f"| `{field.name}` |" in fields
    assert "kg/m²" in fields
    for limit in predictor.population.limits:
        assert limit in part(told, "What it cannot say")


def test_sample_size_and_events_stand_in_people(card: Card) -> None:
    assert "287,959, of whom 24,678 (8.6 %) with reported heart disease |" in card()
    assert "287,959 people, 24,678 of them (8.6 %)" in part(card(), "Where the rows come from")
    division = part(card(), "How the rows were prepared and divided")
    assert "| Rows held out of it | 71,989 |" in division
    assert "lowest quarter" in division


def test_discrimination_stands_with_intervals_beside_every_baseline(card: Card) -> None:
    told = part(card(), "How well it tells people apart")
    assert "| **This version** (XGBoost) | 0.842 (0.838 to 0.846) |" in told
    for baseline in ("champion at the time", "AgeCategory and Sex alone", "Plain logistic", "no”"):
        assert baseline in told


def test_every_figure_follows_the_report(card: Card) -> None:
    def other(report: Report) -> None:
        report["evaluation"]["winner"]["auroc"] = 0.7777
        report["calibration"]["slope"] = {"estimate": 0.911, "low": 0.9, "high": 0.92}
        report["threshold"]["sensitivity"] = {"estimate": 0.613, "low": 0.6, "high": 0.63}
        for end, benefit in (("", 0.04321), ("_low", 0.0398), ("_high", 0.0471)):
            report["decision_curve"][f"model{end}"][9] = benefit
        report["subgroups"]["groups"][0]["n"] = 31_415
        report["score_band"][20] |= {"observed": 0.2345, "low": 0.21, "high": 0.26}
        report["gate"]["reasons"] = ["because of a figure: 0.1618"]
        report["data"]["fields"][1]["association"]["cramers_v"] = 0.4669
        report["durations"] = {"all": 4321.0}

    told = card(change=other)
    for figure in ("0.778 (0.838", "0.911 (0.900 to 0.920)", "61.3 of 100 (60.0 to 63.0)",
                   "4.32 (3.98 to 4.71)", "31,415", "23.4 of 100 (21.0 to 26.0)", "0.1618", "0.467",
                   "4,321"):  # fmt: skip
        assert figure in told, figure
        assert figure not in card()


def test_a_declared_threshold_tells_what_it_weighs(card: Card) -> None:
    told = part(card("diabetes"), "Threshold")
    assert "net benefit at 0.2" in told
    assert "worth pointing out up to 4 without it" in told
    chosen = lambda report: report["threshold"].update(policy="max F1", interval=[0.31, 0.42])  # noqa: E731
    told = part(card("diabetes", chosen), "Threshold")
    assert "worth" not in told
    assert "0.310 to 0.420" in told


def test_a_group_with_few_events_has_no_figures(card: Card) -> None:
    told = part(card("diabetes"), "Groups of people")
    assert "| too few | too few | too few |" in told
    assert re.search(r"\| \S.*\S \(few\) \|", told)


def test_a_small_predictor_tells_how_far_refits_differ(card: Card) -> None:
    assert "17.8 points" in part(card("diabetes"), "How sure a score is")
    assert "points" not in part(card("heart"), "How sure a score is")
    assert "repeated cross-validation" in card("diabetes")


@pytest.mark.parametrize(
    ("outcome", "said"), [("accepted", "**Accepted.**"), ("undecided", "**Undecided**")]
)
def test_a_candidate_says_so_at_its_head_and_why(card: Card, outcome: str, said: str) -> None:
    def held_back(report: Report) -> None:
        report["gate"]["outcome"] = outcome
        report["ending"] = {"outcome": "candidate", "reasons": ["promote: by_hand"]}

    told = card(accepted=outcome == "accepted", change=held_back)
    assert "kept as a candidate" in told.split("##")[0]
    verdict = part(told, "Verdict of the gate")
    assert said in verdict
    assert "- promote: by_hand" in verdict


def test_a_card_tells_whether_the_rows_are_enough(card: Card) -> None:
    told = part(card("diabetes"), "Whether the rows are enough")
    assert "8 numbers to learn take 776 rows" in told
    assert "3.7 points of 100 away" in told
    assert "to choose the form of: Age" in told
    assert "AUROC 0.8391 instead of 0.8472" in told
    calibration = part(card("diabetes"), "Whether its probabilities hold")
    assert "true by itself" in calibration
    assert "true by itself" not in part(card("heart"), "Whether its probabilities hold")


def test_a_card_of_an_older_report_does_not_tell_whether_the_rows_are_enough(card: Card) -> None:
    def older(report: Report) -> None:
        del report["sample_size"], report["forms"]
        if report["refits"]:
            del report["refits"]["mean_difference"]

    told = card("diabetes", older)
    assert "Not measured" in part(told, "Whether the rows are enough")
    assert "Sample size" in part(told, "TRIPOD+AI items that this card cannot answer")


def test_a_rejected_version_says_so_at_its_head_and_why(card: Card) -> None:
    told = card(accepted=False)
    assert "rejected by the gate" in told.split("##")[0]
    verdict = part(told, "Verdict of the gate")
    assert "Rejected" in verdict
    assert "0.0042, not below 0.001 | **failed** |" in verdict


def test_a_check_of_which_rows_tell_too_little_is_neither_passed_nor_failed(card: Card) -> None:
    verdict = part(card(), "Verdict of the gate")
    assert "a slope below 0.71 or above 1.29 | *too little to tell* |" in verdict


def test_what_the_card_cannot_answer_is_named(card: Card) -> None:
    missing = part(card(), "TRIPOD+AI items that this card cannot answer")
    for item in (
        "External validation",
        "18a, Funding",
        "18b, Conflicts of interest",
        "18c, Protocol",
        "18d, Registration",
        "19, Patient and public involvement",
    ):
        assert f"**{item}**" in missing
    answered = part(card(), "TRIPOD+AI items answered")
    assert "| 14 | Fairness |" in answered
    for places in re.findall(r"([^|]+?) \|$", answered, re.MULTILINE)[2:]:
        for place in places.strip().split("; "):
            assert place == "the head of this card" or part(card(), place.split(" (")[0])


def test_every_item_of_the_guideline_is_answered_or_named(card: Card) -> None:
    for name, how in (("heart", {}), ("heart", {"champion": False})):
        told = card(name, **how)
        text = part(told, "TRIPOD+AI items answered") + part(
            told, "TRIPOD+AI items that this card cannot answer"
        )
        named = set(re.findall(r"(?:\| |\*\*|, | and | to )(\d+)[a-g]?\b", text))
        assert {str(item) for item in range(1, 28)} <= named


def test_a_figure_that_is_not_known_is_no_number(card: Card) -> None:
    def gaps(report: Report) -> None:
        report["calibration"]["slope"] = None
        report["evaluation"]["plain_logistic"] = None
        report["evaluation"]["winner"]["intervals"] = None
        for field in report["data"]["fields"]:
            field["stability"] = field["association"] = None

    told = card(change=gaps)
    assert "| Slope (1 is perfect; below: too extreme) | not known |" in told
    assert "Plain logistic" not in part(told, "How well it tells people apart")
    assert "Stability" not in part(told, "Predictors")
    assert "None" not in told


def test_words_of_a_declaration_are_no_markup(manifest: Manifest) -> None:
    text = "a | b <script>alert(1)</script> [x](javascript:y) *z*"
    document = made_up.declaration(title=text, summary=text)
    predictor = Predictor.model_validate(document)
    told = model_card(report_sample.report(predictor), predictor, manifest)
    assert "<script>" not in told.replace("\\<", "")
    assert r"a \| b \<script\>alert(1)\</script\> \[x\](javascript:y) \*z\*" in told


def test_a_reason_that_looks_like_a_list_stays_in_its_sentence(manifest: Manifest) -> None:
    predictor = Predictor.model_validate(made_up.declaration())
    withdrawal = Withdrawal("2026-01-01T00:00:00Z", "operator", "- wrong\nrows\n\n# of all\n")
    told = model_card(report_sample.report(predictor), predictor, manifest, withdrawal)
    assert "by the operator: - wrong rows # of all. Do not use its answers.\n" in told


def test_the_form_of_the_template_is_none_of_the_card(card: Card) -> None:
    for name in ("heart", "diabetes"):
        told = card(name)
        assert not re.search(r"\n\n\n|[ \t]\n|\n[ \t]|[{}]|Undefined", told)
        # Each table has one width throughout.
        for table in re.findall(r"(?:^\|.*\n)+", told, re.MULTILINE):
            widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
            assert len(widths) == 1, table


def test_what_was_asked_about_a_value_is_told_with_the_answer(manifest: Manifest) -> None:
    predictor = Predictor.model_validate(made_up.declaration())
    report = report_sample.report(predictor)
    heading = "Whether its values are known in time"
    told = part(model_card(report, predictor, manifest), heading)
    assert "| from birth on |" in told
    assert "(AUROC 0.981)" in told
    assert "| **not answered** |" in told
    report["questions"] = []
    assert "No value looks as if" in part(model_card(report, predictor, manifest), heading)
    del report["questions"]
    assert "No value" not in part(model_card(report, predictor, manifest), heading)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (True, "has said that they are (the second visit)."),
        (False, "has said that they are not, and they were learned from as they are (the second"),
        (None, "nobody has said whether they are."),
    ],
)
def test_known_people_who_come_again_are_told_with_the_answer(
    manifest: Manifest, answer: bool | None, told: str
) -> None:
    predictor = Predictor.model_validate(made_up.declaration())
    report = report_sample.report(predictor)
    said = {"same_people": answer, "reason": "the second visit", "by": "operator", "at": "now"}
    again = {"outcome": "found", "rows": 800, "known": 900, "again": 700, "told": 690}
    again["answer"] = None if answer is None else said
    (initial,) = report["data"]["datasets"]
    report["data"]["datasets"].append({**initial, "name": "f" * 64, "again": again})
    report["split"]["set_aside"] = {"from_learning": 170, "from_measuring": 12, "in_its_fold": 510}
    card = model_card(report, predictor, manifest)
    assert f"About 700 rows of `{'f' * 16}` look like people who were known already" in card
    assert told in card
    assert "Of such rows 170 are not learned from" in card


def publish(house: House, report: Report) -> str:
    version = factories.publish(house.store, 2)
    directory = house.store.directory(made_up.NAME, version)
    content = json.dumps(report).encode()
    manifest = json.loads((directory / MANIFEST).read_text())
    manifest["files"][REPORT] = digests({"": content})[""].model_dump()
    for file, written in (
        (REPORT, content),
        (MANIFEST, json.dumps(manifest).encode()),
    ):
        (directory / file).chmod(0o644)
        (directory / file).write_bytes(written)
    return version


def test_the_card_is_sent_as_markdown_once(house: House) -> None:
    predictor = Predictor.model_validate(made_up.declaration())
    version = publish(house, report_sample.report(predictor))
    client = house.start()
    response = client.get(f"{VERSIONS}/{version}/card")
    assert response.status_code == 200
    assert response.content_type == "text/markdown; charset=utf-8"
    assert response.text.startswith("# Model card: Made-up gout")
    assert version in response.text
    tag = {"If-None-Match": response.headers["ETag"]}
    again = client.get(f"{VERSIONS}/{version}/card", headers=tag)
    assert (again.status_code, again.data) == (304, b"")


def test_a_version_from_before_cards_says_what_to_do(house: House) -> None:
    version = publish(house, {"gate": {"accepted": True}, "evaluation": {"winner": {}}})
    response = house.start().get(f"{VERSIONS}/{version}/card")
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"
    assert response.json is not None
    assert "train the predictor again" in response.json["detail"]


def test_no_card_is_made_from_damaged_files(house: House) -> None:
    predictor = Predictor.model_validate(made_up.declaration())
    version = publish(house, report_sample.report(predictor))
    factories.flip_a_byte(house.store.directory(made_up.NAME, version) / DECLARATION)
    assert house.start().get(f"{VERSIONS}/{version}/card").status_code == 409
    missing = house.start().get(f"{VERSIONS}/{factories.version_name(9)}/card")
    assert missing.status_code == 404


def test_a_report_of_another_form_makes_no_card(manifest: Manifest) -> None:
    predictor = Predictor.model_validate(made_up.declaration())
    with pytest.raises(NoModelCard):
        model_card({"format": 1}, predictor, manifest)


def test_what_the_model_goes_by_is_told_the_most_telling_first(card: Card) -> None:
    told = part(card(), "What it goes by")
    assert told.index("| Age | 4.2 (3.6 to 4.9) |") < told.index("0.6")
    assert "over other people, of this same model" in told
    assert r"Smoking \| tobacco" in told


def test_what_an_older_model_goes_by_is_told_without_intervals(card: Card) -> None:
    def before(report: Report) -> None:
        for field in report["importance"]["fields"]:
            del field["low"], field["high"]

    told = part(card(change=before), "What it goes by")
    assert "| Age | 4.2 |" in told
    assert "There are no intervals" in told


def test_sites_and_times_stand_in_the_card_where_columns_tell_them(card: Card) -> None:
    told = card(change=lambda report: report.update(report_sample.elsewhere()))
    sites, later = part(told, "At other sites"), part(told, "At a later time")
    assert "| North | 900 | 120 | left out | 0.810 (0.800 to 0.820) |" in sites
    assert "| Hill | 40 | 3 | left out | too few | too few | too few |" in sites
    assert "Learned before 2018-10-01, measured after | 0.810" in later
    assert "At other sites" not in card()


def test_rows_of_people_with_several_are_not_called_people(card: Card) -> None:
    def several(report: Report) -> None:
        report["data"]["people"] = 1_000
        report["split"]["people"] = 750

    told = card(change=several)
    assert "287,959 rows of 1,000 people" in part(told, "Where the rows come from")
    assert "| Rows of 1,000 people |" in told
    assert "People with an event" in part(told, "How the rows were prepared and divided")
