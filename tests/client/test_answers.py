"""What a prediction may say besides its probability, and how an explanation adds up."""

from __future__ import annotations

import pytest

from bellwether import Band, Bellwether, Refusal, Thin, predictors, wording
from tests.client.stand_in import Answer, StandIn

HEAD = {"predictor": "heart", "version": "v1", "threshold": 0.2}
SURE = {"probability": 0.0898, "positive": False, "band": {"low": 0.07, "high": 0.1, "n": 800}}
EXPLAINED = {"unit": "points of 100", "baseline": 8.57, "contributions": {"BMI": 0.41, "Sex": -2}}


def test_a_record_may_be_refused_or_lie_outside(stand_in: StandIn) -> None:
    refused = {
        "probability": None,
        "positive": None,
        "refusals": [
            {"field": "Age", "reason": "nobody under 21 was studied"},
            {"field": "BMI", "reason": "too few", "studied": {"low": 18.5, "high": 57}},
        ],
    }
    thin = [{"field": "BMI", "reason": "Fewer than 5 were like this"}]
    answers = [SURE | {"outside": ["BMI"], "thin": thin}, refused]
    stand_in.tell(Answer(HEAD | {"predictions": answers}))
    far, none = Bellwether(stand_in.url).predict("heart", [{}, {}])
    assert (far.outside, far.refused) == (("BMI",), False)
    assert far.band == Band(0.07, 0.1, 800, agrees=True)
    assert (none.refused, none.probability, none.positive) == (True, None, None)
    assert far.thin == (Thin("BMI", "Fewer than 5 were like this"),)
    assert none.refusals == (
        Refusal("Age", "nobody under 21 was studied"),
        Refusal("BMI", "too few", (18.5, 57)),
    )
    with pytest.raises(AttributeError):
        far.probability = 0.5  # type: ignore[misc]  # it is frozen


def test_a_predictor_tells_what_can_be_changed_and_what_to_ask_a_doctor() -> None:
    field = {"name": "Sleep", "label": "Sleep", "type": "number"}
    head = {"name": "heart", "title": "", "summary": ""}
    before = predictors.predictor(head | {"wording": {}, "fields": [field]})
    assert (before.questions, before.fields[0].changeable) == ((), False)
    asked = predictors.predictor(
        head | {"wording": {"questions": ["What now?"]}, "fields": [field | {"changeable": True}]}
    )
    assert (asked.questions, asked.fields[0].changeable) == (("What now?",), True)


def test_an_explanation_adds_up_and_the_largest_comes_first(stand_in: StandIn) -> None:
    stand_in.tell(Answer(HEAD | SURE | {"explanation": EXPLAINED}))
    found = Bellwether(stand_in.url).explain("heart", {"BMI": 27})
    assert stand_in.asked[0].path == "/api/v1/predictors/heart/explanations"
    assert found.prediction.probability == 0.0898
    assert found.largest == [("Sex", -2), ("BMI", 0.41)]
    assert found.prediction.outside == ()


@pytest.mark.parametrize(
    ("probability", "told"),
    [
        (0.004, ["Of 100, fewer than 1 have it.", "More than 99 do not."]),
        (0.125, ["Of 100, about 13 have it.", "About 87 do not."]),
        (0.999, ["Of 100, more than 99 have it.", "Fewer than 1 do not."]),
    ],
)
def test_a_risk_is_told_of_a_hundred_people(probability: float, told: list[str]) -> None:
    words = {"result": "Of 100, about {n} have it.", "complement": "About {m} do not."}
    assert wording.result(words, probability) == told


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(0.071, 0.1, "7 to 10"), (0.0, 0.03, "at most 3"), (0, 0.001, "fewer than 1"),
     (0.98, 1, "at least 98"), (0.501, 0.502, "about 50")],
)  # fmt: skip
def test_a_band_is_about_the_group(low: float, high: float, told: str) -> None:
    said = wording.certainty(Band(low, high))
    assert said == f"Of 100 people with a score like this, {told} had it (95 % interval)."


def test_a_band_tells_how_many_people_it_comes_from_and_which_figure_to_believe() -> None:
    agreed = wording.certainty(Band(0.7, 0.95, 31))
    assert agreed == (
        "Of 100 people with a score like this, 70 to 95 had it (95 % interval; 31 people had a "
        "score within 2 points of it)."
    )
    differing = wording.certainty(Band(0.7, 0.95, 31, agrees=False))
    assert differing.startswith(agreed)
    assert "not what the score says. Believe this rather than the score" in differing
    assert "not known" in wording.certainty(None)
