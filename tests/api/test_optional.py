"""A field that a version lets be unknown: every way to ask gives the same answer and its range."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from typing import Any

import pytest
from flask.testing import FlaskClient

from bellwether import predictions, wording
from bellwether_api.model_card.card import model_card
from bellwether_api.serving import predict
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.bundle.manifest import read_manifest
from bellwether_contract.declaration.spec import Predictor
from tests import factories, made_up, report_sample
from tests.api.conftest import House

PREDICTIONS = f"/api/v1/predictors/{made_up.NAME}/predictions"
EXPLANATIONS = f"/api/v1/predictors/{made_up.NAME}/explanations"
INFER = f"/v2/models/{made_up.NAME}/infer"
PERSON: dict[str, Any] = {"Acid": 7.5, "Beers": 3, "Drug": "this", "Kidney": True, "Mood": "low"}
OPTIONAL = ("Beers", "Kidney", "Mood")

ANSWER_IN_A_PROCESS = """
import json, sys
from pathlib import Path
from bellwether_contract.bundle.bundle import Bundle
from bellwether_api.serving import predict
answer, _ = predict.predict(Bundle.load(Path(sys.argv[1]), sys.argv[2]), json.loads(sys.argv[3]))
print(answer.decode(), end="")
"""


@pytest.fixture
def client(house: House) -> FlaskClient:
    factories.publish(house.store, 1, plausible=factories.plausible(*OPTIONAL))
    return house.start()


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in PERSON.items() if name not in names}


def predicted(client: FlaskClient, inputs: Any) -> Any:
    response = client.post(PREDICTIONS, json={"inputs": inputs})
    assert response.status_code == 200, response.get_json()
    return response.get_json()


@pytest.mark.parametrize("unknown", [("Beers",), ("Mood",), ("Beers", "Kidney"), OPTIONAL])
def test_every_way_gives_the_same_mean_and_range(
    client: FlaskClient, unknown: tuple[str, ...]
) -> None:
    inputs = without(*unknown)
    answer = predicted(client, inputs)
    left = answer["range"]
    assert left["unknown"] == list(unknown)
    assert left["low"] < answer["probability"] < left["high"]
    assert answer["outside"] == []
    assert not {"band", "refits"} & answer.keys()
    said = (answer["probability"], answer["positive"], left["low"], left["high"])

    # As null instead of left out, and by the short way, which sends it on.
    assert predicted(client, PERSON | dict.fromkeys(unknown)) == answer

    first, again, complete = predicted(client, [inputs, inputs, PERSON])["predictions"]
    assert first == again
    assert first["probability"] == pytest.approx(said[0], abs=2e-7)
    assert first["range"] == left
    assert "range" not in complete
    assert complete["probability"] == predicted(client, PERSON)["probability"]

    explained = client.post(EXPLANATIONS, json={"inputs": inputs}).get_json()
    parts = explained.pop("explanation")
    assert explained == answer
    total = parts["baseline"] + sum(parts["contributions"].values())
    assert total == pytest.approx(100 * said[0], abs=1e-3)

    header = ",".join(PERSON)
    lacking = ",".join("" if name in unknown else str(PERSON[name]) for name in PERSON)
    whole = ",".join(map(str, PERSON.values()))
    table = client.post(
        PREDICTIONS, data=f"{header}\n{lacking}\n{whole}\n", content_type="text/csv", buffered=True
    )
    lines = list(csv.DictReader(io.StringIO(table.text)))
    assert float(lines[0]["probability"]) == pytest.approx(said[0], abs=2e-7)
    assert lines[0]["positive"] == str(said[1]).lower()
    assert (float(lines[0]["range_low"]), float(lines[0]["range_high"])) == said[2:]
    assert lines[0]["unknown"] == " ".join(unknown)
    assert (lines[0]["band_low"], lines[0]["band_high"]) == ("", "")
    assert [lines[1][name] for name in ("range_low", "range_high", "unknown")] == ["", "", ""]

    tensors = [
        {"name": name, "shape": [1], "datatype": kind, "data": [PERSON[name]]}
        for name, kind in zip(PERSON, ("FP64", "INT64", "BYTES", "BOOL", "BYTES"), strict=True)
        if name not in unknown
    ]
    v2 = client.post(INFER, json={"inputs": tensors}).get_json()
    by_name = {each["name"]: each for each in v2["outputs"]}
    assert by_name["probability"]["data"][0] == pytest.approx(said[0], abs=2e-7)
    assert by_name["positive"]["data"] == [said[1]]
    assert json.loads(by_name["probability"]["parameters"]["range"]) == {"0": left}


def test_a_tensor_of_numbers_says_unknown_by_nan(client: FlaskClient) -> None:
    row = [7.5, None, 1, 1, 0]
    tensor = {"name": "inputs", "shape": [1, 5], "datatype": "FP64", "data": row}
    v2 = client.post(INFER, json={"inputs": [tensor]}).get_json()
    answer = predicted(client, without("Beers"))
    assert v2["outputs"][0]["data"][0] == pytest.approx(answer["probability"], abs=2e-7)


def test_two_processes_give_the_same_answer(house: House) -> None:
    version = factories.publish(house.store, 1, plausible=factories.plausible(*OPTIONAL))
    directory = house.store.directory(made_up.NAME, version)
    document = {"inputs": without(*OPTIONAL)}
    here, _ = predict.predict(Bundle.load(directory, made_up.NAME), document)
    asked = [str(directory), made_up.NAME, json.dumps(document)]
    for _ in range(2):
        there = subprocess.run(  # our own interpreter
            [sys.executable, "-c", ANSWER_IN_A_PROCESS, *asked],
            capture_output=True,
            check=True,
            text=True,
        )
        assert there.stdout == here.decode()


def test_complete_records_get_what_they_got_byte_for_byte(house: House) -> None:
    factories.publish(house.store, 1)
    before = house.start().post(PREDICTIONS, json={"inputs": PERSON}).data
    listed = house.start().post(PREDICTIONS, json={"inputs": [PERSON, PERSON]}).data
    factories.publish(house.store, 2, plausible=factories.plausible(*OPTIONAL))
    client = house.start()
    old, new = (factories.version_name(day).encode() for day in (1, 2))
    after = client.post(PREDICTIONS, json={"inputs": PERSON}).data
    assert after == before.replace(old, new)
    after = client.post(PREDICTIONS, json={"inputs": [PERSON, PERSON]}).data
    assert after == listed.replace(old, new)


def test_without_a_sampler_the_field_is_required_and_tables_have_no_further_column(
    house: House,
) -> None:
    fields = [
        field | {"optional": True} if field["name"] == "Beers" else field
        for field in made_up.declaration()["fields"]
    ]
    factories.publish(house.store, 1, fields=fields)
    client = house.start()
    response = client.post(PREDICTIONS, json={"inputs": without("Beers")})
    assert response.status_code == 422
    assert response.json is not None
    (fault,) = response.get_json()["errors"]
    assert (fault["pointer"], fault["detail"]) == ("/inputs/Beers", "is required")
    assert fault["code"] == {"name": "required", "values": {}}
    row = ",".join(map(str, PERSON.values()))
    table = client.post(
        PREDICTIONS, data=f"{','.join(PERSON)}\n{row}\n", content_type="text/csv", buffered=True
    ).text
    assert table.startswith("probability,positive,band_low,band_high,outside,refusal\n")


def test_the_form_calls_an_open_answer_and_other_units_as_they_are_declared(house: House) -> None:
    declared = made_up.declaration()["fields"]
    acid, beers, _, _, mood = (dict(each) for each in declared)
    beers["changeable"] = True
    acid["other_units"] = [{"unit": "µmol/L", "factor": 0.01681}]
    mood |= {"optional": True, "unanswered": "Rather not say"}
    kept = [acid, beers, *declared[2:4], mood]
    factories.publish(house.store, 1, plausible=factories.plausible("Mood"), fields=kept)
    client = house.start()
    form = client.get(f"/api/v1/predictors/{made_up.NAME}").get_json()["fields"]
    asked = {field["name"]: field for field in form}
    assert asked["Mood"]["missing"] == {
        "allowed": True, "averaged": True, "label": "Rather not say", "values": []
    }  # fmt: skip
    assert asked["Acid"]["other_units"] == [{"unit": "µmol/L", "factor": 0.01681, "offset": 0.0}]
    assert asked["Beers"]["other_units"] == []
    assert [name for name, each in asked.items() if each["changeable"]] == ["Beers"]
    assert predicted(client, without("Mood"))["range"]["unknown"] == ["Mood"]
    # 420 µmol/L is 7 mg/dL: who has sent it in the wrong unit is told what to do.
    response = client.post(PREDICTIONS, json={"inputs": {**PERSON, "Acid": 420}})
    assert response.status_code == 422
    (fault,) = response.get_json()["errors"]
    assert fault["detail"].endswith("mg/dL; multiply what is in µmol/L by 0.01681")


def test_form_and_schema_say_which_fields_may_be_unknown(client: FlaskClient) -> None:
    form = client.get(f"/api/v1/predictors/{made_up.NAME}").get_json()
    allowed = {field["name"] for field in form["fields"] if field["missing"]["allowed"]}
    assert allowed == {"Acid", "Beers", "Drug", "Kidney", "Mood"}
    averaged = {field["name"] for field in form["fields"] if field["missing"]["averaged"]}
    assert averaged == set(OPTIONAL)
    schemas = client.get("/openapi.json").get_json()["components"]["schemas"]
    inputs = schemas[f"{made_up.NAME}.Inputs"]
    assert inputs["required"] == []
    assert inputs["properties"]["Beers"]["oneOf"] == [
        {"type": "integer", "minimum": 0, "maximum": 100},
        {"type": "null"},
    ]


def test_a_refused_record_has_no_range(house: House) -> None:
    fields = made_up.declaration()["fields"]
    fields[0] |= {"refusals": [{"at_least": 15, "reason": "That is gout."}]}
    factories.publish(house.store, 1, plausible=factories.plausible("Beers"), fields=fields)
    client = house.start()
    answer = predicted(client, without("Beers") | {"Acid": 16})
    assert answer["probability"] is None
    assert "range" not in answer
    explained = client.post(
        EXPLANATIONS, json={"inputs": without("Beers") | {"Acid": 16}}
    ).get_json()
    assert explained["explanation"] is None


def test_a_kept_column_may_bear_a_name_that_the_answer_does_not_have(house: House) -> None:
    factories.publish(house.store, 1)
    client = house.start()
    row = ",".join(map(str, PERSON.values()))
    body = f"{','.join(PERSON)},unknown\n{row},7\n"
    kept = client.post(
        f"{PREDICTIONS}?keep=unknown", data=body, content_type="text/csv", buffered=True
    )
    assert kept.text.splitlines()[0].startswith("unknown,probability")
    factories.publish(house.store, 2, plausible=factories.plausible("Beers"))
    client = house.start()
    refused = client.post(
        f"{PREDICTIONS}?keep=unknown", data=body, content_type="text/csv", buffered=True
    )
    assert refused.status_code == 422


def test_the_card_tells_what_proves_each_field_and_why_one_stays_required(house: House) -> None:
    def entry(field: str, why: str | None) -> dict[str, Any]:
        return {
            "field": field, "label": field, "rows": 700, "events": 90, "log_loss": 0.31234,
            "without": 0.31111, "difference": 0.00123, "standard_error": 0.001,
            "observed_expected": {"estimate": 1.01, "low": 0.9, "high": 1.12},
            "offered": why is None, "why": why,
        }  # fmt: skip

    version = factories.publish(house.store, 1)
    manifest = read_manifest(house.store.directory(made_up.NAME, version))
    predictor = Predictor.model_validate(made_up.declaration())
    report = report_sample.report(predictor)
    assert "being unknown tells nothing" not in model_card(report, predictor, manifest)
    report["optional"] = [entry("Beers", None), entry("Mood", "it costs more")]
    told = model_card(report, predictor, manifest)
    assert "assumes that being unknown tells nothing by itself" in told
    assert "in 700 rows that measure" in told
    assert "0.3123" in told
    assert "1.010 (0.900 to 1.120)" in told
    assert "`Mood`: it costs more." in told


def test_the_client_reads_the_range_and_tells_it(client: FlaskClient) -> None:
    found = predictions.prediction(predicted(client, without("Beers", "Mood")))
    assert found.band is None
    assert found.range is not None
    assert found.range.unknown == ("Beers", "Mood")
    assert found.probability is not None
    assert found.range.low < found.probability < found.range.high
    words = wording.averaged(found.range)
    assert "of 100, depending on Beers, Mood, which is not known" in words
    assert predictions.prediction(predicted(client, PERSON)).range is None
