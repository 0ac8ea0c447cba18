"""What a prediction may say besides its probability, and how an explanation adds up."""

from __future__ import annotations

import pytest

from bellwether import (
    Band,
    Bellwether,
    Refusal,
    Thin,
    languages,
    peers,
    predictions,
    predictors,
    wording,
)
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


def test_in_other_languages_no_number_is_about_fewer_than_1() -> None:
    german = {"result": "Von 100 haben es etwa {n}.", "complement": "Etwa {m} nicht."}
    assert wording.result(german, 0.004, "de") == [
        "Von 100 haben es weniger als 1.",
        "Mehr als 99 nicht.",
    ]
    assert wording.result({"result": "100 人中约有 {n} 人。"}, 0.004, "zh") == [
        "100 人中少于 1 人。"
    ]
    assert wording.result(german, 0.125, "de")[0] == "Von 100 haben es etwa 13."


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "de_DE", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "de_DE", "LC_MESSAGES": "en_GB"}, None),
        ({"LANG": "fr_FR.UTF-8"}, None),
        ({"LC_ALL": "", "LANG": "C"}, None),
        ({}, None),
    ],
)
def test_the_language_is_that_of_the_shell_where_it_is_one_of_ours(
    environ: dict[str, str], language: str | None
) -> None:
    assert languages.of_environment(environ) == language


PEERS = [
    {
        "levels": [
            {"field": "Sex", "value": "Male", "low": None, "high": None},
            {"field": "Age", "value": None, "low": low, "high": high},
        ],
        "n": 1200,
        "events": events,
        "sentence": f"Of 100 men from {low} on, about {{n}} had it.",
    }
    for low, high, events in ((60, 65, 240), (65, None, 360))
]
PEOPLE = {"found": 7, "missed": 2, "alarms": 21, "left": 70}


def test_people_who_are_alike_are_those_of_the_version_that_answered() -> None:
    told = {"peers": PEERS, "pointed_out": PEOPLE, "serving": {"version": "v1"}}
    heart = predictors.predictor(
        {"name": "heart", "title": "", "summary": "", "wording": {}, "fields": []} | told
    )
    found = predictions.prediction(HEAD | SURE)
    for age, events in ((60, 240), (64.5, 240), (65, 360), (90, 360)):
        group = peers.group(heart, found, {"Sex": "Male", "Age": age})
        assert group is not None
        assert group["events"] == events
    for record in ({"Sex": "Male", "Age": 59}, {"Sex": "Female", "Age": 60}, {"Age": 60}):
        assert peers.group(heart, found, record) is None
    assert peers.pointed_out(heart, found) == PEOPLE
    other = predictions.prediction(HEAD | SURE | {"version": "v2"})
    assert peers.group(heart, other, {"Sex": "Male", "Age": 60}) is None
    assert peers.pointed_out(heart, other) is None


def test_what_the_threshold_does_is_told_as_people_and_what_it_does_not_say() -> None:
    line, above, below = wording.meaning(0.1, PEOPLE, "people in the survey")
    assert line == (
        "From 10 of 100 on, this model points somebody out. Of 100 people in the survey, 28 were "
        "pointed out: 7 who had it, 21 who had not. 2 more who had it were missed."
    )
    assert above.endswith("of these 28 people 21 did not have it.")
    assert below.endswith("of the 72 people there 2 had it all the same.")
    nobody = wording.meaning(0.086, {"found": 0, "missed": 0, "alarms": 0, "left": 100}, "people")
    assert nobody[0].startswith("From 8.6 of 100 on")
    assert "hardly anybody was pointed out. Hardly anybody was missed." in nobody[0]
    assert len(wording.meaning(0.1, None, "people")) == 2
