"""Texts of predictors in the language that is asked for, beside models that know nothing of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bellwether_api.declarations.watcher import DeclarationWatcher
from bellwether_api.http.languages import preferred
from bellwether_contract.encoding.seen import Seen
from tests import factories, made_up
from tests.api.conftest import House, look

LIST = "/api/v1/predictors"
ONE = f"{LIST}/{made_up.NAME}"
PREDICT, EXPLAIN = f"{ONE}/predictions", f"{ONE}/explanations"
GERMAN = {"Accept-Language": "de-AT, en;q=0.5"}

REASON, GRUND = "By definition.", "Nach der Definition."

SEEN = (
    Seen(low=2, high=9.5, codes=None, unknown=True, below=2.5, above=9),
    Seen(low=0, high=20, codes=None, unknown=False),
    *(Seen(low=None, high=None, codes=(0, 1, 2), unknown=True),) * 3,
)


def fields() -> list[dict[str, Any]]:
    declared: list[dict[str, Any]] = made_up.declaration()["fields"]
    declared[0]["refusals"] = [{"at_least": 12, "reason": REASON}]
    declared[1]["outside"] = "refuse"
    return declared


def translation(**changes: Any) -> dict[str, Any]:
    document = made_up.translation()
    document["fields"]["Acid"]["refusals"] = {"at_least 12": GRUND}
    return document | changes


def translate(folder: Path, document: dict[str, Any], language: str = "de") -> None:
    path = folder / f"predictor.{language}.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")


@pytest.fixture
def folder(house: House) -> Path:
    made = made_up.write(house.predictors, fields=fields())
    translate(made, translation())
    return made


@pytest.fixture
def client(house: House, folder: Path) -> FlaskClient:
    factories.publish(house.store, 1, fields=fields(), seen=SEEN, learned=1_015)
    return house.start()


def shown(response: TestResponse) -> Any:
    assert response.status_code == 200
    return response.json


def test_the_header_decides_by_what_it_likes_best() -> None:
    def of(header: str | None) -> str:
        return preferred(header, ["en", "de", "zh"], "en")

    assert of(None) == of("") == of("*") == of("fr, ;;;, 3") == of("de;q=0") == "en"
    # A dialect is its language, also where another one is there to the letter.
    assert of("de-AT, en") == of("en;q=0.1, DE;q=0.2") == of("fr, de-CH;q=0.1") == "de"
    assert of("zh-CN, zh-Hans;q=0.9, en;q=0.8") == "zh"


def test_a_predictor_is_told_in_the_language_asked_for(client: FlaskClient) -> None:
    plain, german = client.get(ONE), client.get(ONE, headers=GERMAN)
    english = client.get(ONE, headers={"Accept-Language": "fr, en"})
    assert plain.data == english.data
    assert plain.headers["ETag"] == english.headers["ETag"] != german.headers["ETag"]
    for each, language in ((plain, "en"), (english, "en"), (german, "de")):
        assert each.headers["Content-Language"] == language
        assert each.headers["Vary"] == "Accept-Language"
        assert shown(each)["language"] == language
        assert shown(each)["languages"] == ["en", "de"]
    found = shown(german)
    assert found["title"] == "Erfundene Gicht"
    acid, beers, drug, _, _ = found["fields"]
    assert acid["refusals"][0]["reason"] == GRUND
    assert acid["missing"]["label"] == "Weiß nicht"
    assert drug["choices"][2] == {"value": "that", "label": "jenes"}
    # Where the rows end is said by the server itself.
    assert beers["above"].startswith("Wo „Biere in der Woche“ größer als 20 ist")
    figures = ("champion", "serving", "pointed_out", "declaration")
    assert [found[each] for each in figures] == [shown(plain)[each] for each in figures]


def test_a_tag_of_one_language_is_none_of_another(client: FlaskClient) -> None:
    for path in (ONE, LIST):
        tag = client.get(path, headers=GERMAN).headers["ETag"]
        again = client.get(path, headers=GERMAN | {"If-None-Match": tag})
        assert (again.status_code, again.headers["Vary"]) == (304, "Accept-Language")
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_the_list_is_told_in_the_languages_that_there_are(
    house: House, client: FlaskClient
) -> None:
    made_up.write(house.predictors, "untranslated")
    look(client)
    response = client.get(LIST, headers=GERMAN)
    titles = [(each["title"], each["language"]) for each in shown(response)["predictors"]]
    assert titles == [("Erfundene Gicht", "de"), ("Made-up gout", "en")]
    assert response.headers["Content-Language"] == "de, en"
    assert "broken_translations" not in shown(response)


def test_a_predictor_without_a_model_is_translated_too(house: House, folder: Path) -> None:
    found = shown(house.start().get(ONE, headers=GERMAN))
    assert (found["declaration"], found["title"]) == ("folder", "Erfundene Gicht")


PERSON = made_up.example()


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8"])
def test_an_answer_says_in_the_language_asked_for_why_there_is_no_number(
    client: FlaskClient, content_type: str
) -> None:
    def asked(person: dict[str, Any], headers: dict[str, str]) -> TestResponse:
        body = json.dumps({"inputs": PERSON | person})
        return client.post(PREDICT, data=body, content_type=content_type, headers=headers)

    german = asked({"Acid": 13, "Beers": 30}, GERMAN)
    assert [each["reason"] for each in shown(german)["refusals"]] == [
        GRUND,
        "Wo „Biere in der Woche“ größer als 20 ist, gibt es keine Zahl: Die Daten, aus denen "
        "dieses Modell gelernt hat, enthalten dort zu wenige Menschen.",
    ]
    assert (german.headers["Content-Language"], german.headers["Vary"]) == (
        "de",
        "Accept-Language",
    )
    assert shown(asked({"Acid": 13}, {}))["refusals"][0]["reason"] == REASON
    (thin,) = shown(asked({"Acid": 9.7}, GERMAN))["thin"]
    assert thin["reason"].startswith("Weniger als 5 von 1.015 erfundenen Menschen hatten 9 mg/dL")
    # What is a number alone is the same for everybody, to the byte.
    plain, same = asked({}, {}), asked({}, GERMAN)
    assert plain.data == same.data
    assert "Content-Language" not in same.headers
    assert "Vary" not in same.headers


def test_a_list_an_explanation_and_a_table_say_it_too(client: FlaskClient) -> None:
    refused = PERSON | {"Acid": 13}
    several = client.post(PREDICT, json={"inputs": [PERSON, refused]}, headers=GERMAN)
    assert shown(several)["predictions"][1]["refusals"][0]["reason"] == GRUND
    explained = client.post(EXPLAIN, json={"inputs": refused}, headers=GERMAN)
    assert shown(explained)["refusals"][0]["reason"] == GRUND
    assert several.headers["Content-Language"] == explained.headers["Content-Language"] == "de"
    names = list(PERSON)
    rows = [[each[name] for name in names] for each in (PERSON, refused)]
    table = "\n".join([",".join(names), *(",".join(map(str, row)) for row in rows)])
    sent = GERMAN | {"Content-Type": "text/csv"}
    answer = client.post(PREDICT, data=f"{table}\n", headers=sent)
    assert (answer.status_code, answer.headers["Content-Language"]) == (200, "de")
    assert answer.text.splitlines()[2].endswith(f"Acid: {GRUND}")
    answer.close()


def test_errors_stay_english(client: FlaskClient) -> None:
    wrong = client.post(PREDICT, json={"inputs": PERSON | {"Acid": 99}}, headers=GERMAN)
    assert wrong.status_code == 422
    assert wrong.json is not None
    assert "must be a number between 0.1 and 20 mg/dL" in wrong.json["errors"][0]["detail"]


def test_a_faulty_translation_is_told_and_takes_nothing_down(
    client: FlaskClient, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = translation(title="Gicht {n}")
    del broken["fields"]["Mood"]["label"]
    translate(folder, broken)
    (folder / "predictor.zh.yaml").write_text("a: [")
    look(client)
    assert shown(client.get(ONE, headers=GERMAN))["title"] == "Made-up gout"
    assert shown(client.get(ONE))["languages"] == ["en"]
    listed = shown(client.get(LIST))
    assert (len(listed["predictors"]), listed["broken"]) == (1, [])
    german, chinese = listed["broken_translations"]
    assert (german["folder"], german["file"]) == (made_up.NAME, "predictor.de.yaml")
    assert [each["pointer"] for each in german["errors"]] == ["/title", "/fields/Mood/label"]
    assert "line 2" in chinese["errors"][0]["detail"]
    assert "gout/predictor.de.yaml is not used: title has {n}" in caplog.text
    assert "fields.Mood.label is missing" in caplog.text
    # Mended, it holds at once: for the model that serves as well, which nobody has trained anew.
    translate(folder, translation(title="Neue Gicht"))
    (folder / "predictor.zh.yaml").unlink()
    look(client)
    again = shown(client.get(ONE, headers=GERMAN))
    assert (again["title"], again["languages"]) == ("Neue Gicht", ["en", "de"])
    assert "broken_translations" not in shown(client.get(LIST))


def test_what_hinders_the_reading_of_a_translation_does_not_hide_the_declaration(
    client: FlaskClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("bellwether_contract.declaration.translation.parse", fail)
    translate(folder, translation(), "zh")
    look(client)
    listed = shown(client.get(LIST))
    assert [each["name"] for each in listed["predictors"]] == [made_up.NAME]
    assert listed["broken_translations"][0]["errors"][0]["detail"] == (
        "cannot be read (RuntimeError)"
    )


def test_a_champion_of_before_keeps_its_texts_where_the_folder_has_others_now(
    client: FlaskClient, folder: Path
) -> None:
    now = fields()
    now[0]["refusals"][0]["reason"] = "By another definition."
    now[1]["label"] = "Beers a month"
    declaration = yaml.safe_load((folder / "predictor.yaml").read_text())
    (folder / "predictor.yaml").write_text(
        yaml.safe_dump(declaration | {"title": "Gout today", "fields": now})
    )
    look(client)
    found = shown(client.get(ONE, headers=GERMAN))
    # The translation is of the folder's texts: of others it would say something else.
    assert (found["title"], found["summary"]) == (
        "Made-up gout",
        "Ein erfundener Prädiktor für Tests.",
    )
    assert [each["label"] for each in found["fields"][:2]] == ["Harnsäure", "Beers a week"]
    refused = client.post(PREDICT, json={"inputs": PERSON | {"Acid": 13}}, headers=GERMAN)
    assert shown(refused)["refusals"][0]["reason"] == REASON
    assert found["language"] == "de"


def test_a_translation_is_outside_what_makes_a_new_version(house: House, folder: Path) -> None:
    client = house.start()
    watcher = DeclarationWatcher(house.predictors)
    watcher.poll()
    before = watcher.get(made_up.NAME)
    translate(folder, translation(title="Gicht"))
    watcher.poll()
    after = watcher.get(made_up.NAME)
    assert before is not None
    assert after is not None
    assert (before.sha256, before.predictor) == (after.sha256, after.predictor)
    look(client)
    assert shown(client.get(ONE, headers=GERMAN))["title"] == "Gicht"


def test_a_declaration_in_another_language_says_so(house: House) -> None:
    folder = made_up.write(house.predictors, language="de", title="Gicht")
    english = translation(title="Gout")
    del english["fields"]["Acid"]["refusals"]
    translate(folder, english, "en")
    client = house.start()
    plain = client.get(ONE)
    assert (shown(plain)["title"], plain.headers["Content-Language"]) == ("Gicht", "de")
    assert shown(plain)["languages"] == ["de", "en"]
    assert shown(client.get(ONE, headers={"Accept-Language": "en"}))["title"] == "Gout"
    assert shown(client.get(ONE, headers=GERMAN))["title"] == "Gicht"


def test_a_report_calls_fields_and_choices_as_the_translation_does(house: House) -> None:
    translate(made_up.write(house.predictors), made_up.translation())
    group = {"field": "Mood", "label": "Mood", "n": 50, "events": 20}
    points = [{"label": "that", "value": None, "risk": 0.2}]
    measured = {
        "title": "Made-up gout",
        "subgroups": {"groups": [group | {"group": "low"}, group | {"group": "unheard of"}]},
        "effects": {"fields": [{"name": "Drug", "points": points}]},
        "candidates": [{"name": "logistic_regression", "label": "low"}],
    }
    version = factories.publish(house.store, 1, measured=measured)
    client = house.start()
    path = f"{ONE}/versions/{version}/report"
    plain, german = client.get(path), client.get(path, headers=GERMAN)
    assert shown(plain)["subgroups"] == measured["subgroups"]
    assert plain.headers["ETag"] != german.headers["ETag"]
    assert plain.headers["Vary"] == german.headers["Vary"] == "Accept-Language"
    found = shown(german)
    assert found["title"] == "Erfundene Gicht"
    groups = [(each["label"], each["group"]) for each in found["subgroups"]["groups"]]
    assert groups == [("Laune", "schlecht"), ("Laune", "unheard of")]
    assert found["effects"]["fields"][0]["points"][0]["label"] == "jenes"
    # It is of no field, whatever it is called.
    assert found["candidates"] == measured["candidates"]
    assert found["evaluation"] == shown(plain)["evaluation"]


def test_the_report_of_a_damaged_declaration_stays_as_it_was_written(house: House) -> None:
    translate(made_up.write(house.predictors), made_up.translation())
    version = factories.publish(house.store, 1)
    client = house.start()
    declaration = house.store.directory(made_up.NAME, version) / "predictor.yaml"
    factories.flip_a_byte(declaration)
    path = f"{ONE}/versions/{version}/report"
    assert client.get(path, headers=GERMAN).data == client.get(path).data
