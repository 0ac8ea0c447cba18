"""What a stranger sees after the first `docker compose up`."""

from __future__ import annotations

import random

import requests

from tests.running_stack import ComposeStack

RECORDS = 1000


def test_each_first_training_ran_once(compose_stack: ComposeStack) -> None:
    jobs = compose_stack.get("/api/v1/retrainings")["retrainings"]
    first = [job["predictor"] for job in jobs if job["requested_by"] == "first start"]
    assert sorted(first) == sorted(set(first))
    assert {"diabetes", "heart"} <= set(first)


def test_the_diabetes_example_has_a_risk_below_one_half(compose_stack: ComposeStack) -> None:
    example = {
        "Pregnancies": 1,
        "Glucose": 103,
        "BloodPressure": 30,
        "SkinThickness": 38,
        "Insulin": 83,
        "BMI": 43.3,
        "DiabetesPedigreeFunction": 0.183,
        "Age": 33,
    }
    answer = compose_stack.predict("diabetes", example)
    assert 0 < answer["probability"] < 0.5
    assert answer["positive"] == (answer["probability"] >= answer["threshold"])


def test_a_thousand_records_come_back_in_order(compose_stack: ComposeStack) -> None:
    fields = compose_stack.get("/api/v1/predictors/heart")["fields"]
    draw = random.Random(2020)
    records = [{each["name"]: _value(each, draw) for each in fields} for _ in range(RECORDS)]

    together = compose_stack.predict("heart", records)["predictions"]

    assert len(together) == RECORDS
    with requests.Session() as session:
        for record, found in zip(records, together, strict=True):
            alone = session.post(
                f"{compose_stack.url}/api/v1/predictors/heart/predictions",
                json={"inputs": record},
                timeout=10,
            ).json()
            assert abs(alone["probability"] - found["probability"]) < 1e-6
    assert len({found["probability"] for found in together}) > RECORDS / 2


def _value(declared: dict[str, object], draw: random.Random) -> object:
    if choices := declared["choices"]:
        assert isinstance(choices, list)
        return draw.choice(choices)["value"]
    if declared["type"] == "boolean":
        return draw.random() < 0.5
    low, high = declared["minimum"], declared["maximum"]
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    if declared["type"] == "integer":
        return draw.randint(int(low), int(high))
    return round(draw.uniform(low, high), 1)
