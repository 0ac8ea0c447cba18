"""A declaration is read strictly, and every fault is named where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bellwether_contract.declaration import spec
from bellwether_contract.errors import InvalidDeclaration

PREDICTORS = Path(__file__).parents[2] / "predictors"


def shipped(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((PREDICTORS / name / "predictor.yaml").read_text())
    return document


@pytest.mark.parametrize(("name", "fields"), [("heart", 17), ("diabetes", 8)])
def test_the_shipped_predictors_are_declared_soundly(name: str, fields: int) -> None:
    predictor = spec.read(PREDICTORS / name)
    assert len(predictor.fields) == fields
    assert set(predictor.example()) == {field.name for field in predictor.fields}


def _set(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        *steps, last = path.split("/")
        target: Any = document
        for step in steps:
            target = target[int(step)] if isinstance(target, list) else target[step]
        target[int(last) if isinstance(target, list) else last] = value

    return change


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (_set("titel", "a typo"), "/titel"),
        (_set("fields/0/unti", "a typo"), "/fields/0/unti"),
        (_set("fields/0/minimum", 99), "/fields/0"),
        (_set("fields/0/example", -1), "/fields/0"),
        (_set("fields/0/name", "Age"), ""),
        (_set("fields/0/name", "Outcome"), ""),
        (_set("fields/0/type", "colour"), "/fields/0"),
        (_set("fields/0/label", 3), "/fields/0/label"),
        (_set("sections/0/fields", ["Age"]), ""),
        (_set("target/negative", 1), ""),
        (_set("data/sha256", "abc"), "/data/sha256"),
        (_set("data/file", "../elsewhere.csv"), "/data/file"),
        (_set("wording/result", "no placeholder"), "/wording"),
        (_set("wording/complement", "no placeholder"), "/wording"),
        (_set("name", "Not A Name"), "/name"),
        (_set("policy/threshold", "a hunch"), "/policy/threshold"),
        (_set("fields", []), "/fields"),
    ],
)
def test_a_fault_is_named_where_it_stands(
    change: Callable[[dict[str, Any]], None], pointer: str
) -> None:
    document = shipped("diabetes")
    change(document)
    with pytest.raises(InvalidDeclaration) as caught:
        spec.parse(yaml.safe_dump(document))
    assert pointer in [fault.pointer for fault in caught.value.faults]


def test_a_declaration_may_ask_whether_somebody_is_one_of_those_studied() -> None:
    document = shipped("diabetes")
    assert spec.parse(yaml.safe_dump(document)).population.question == (
        "Are you a woman, 21 or older, of Pima heritage?"
    )
    # Those from before it could say nothing of it.
    del document["population"]["question"]
    assert spec.parse(yaml.safe_dump(document)).population.question is None


def test_a_declaration_says_what_can_be_changed_and_what_to_ask_a_doctor() -> None:
    document = shipped("heart")
    changeable = {each["name"] for each in document["fields"] if each.get("changeable")}
    # Who has ever smoked cannot take it back, and whoever is told of a heart disease drinks less.
    assert changeable == {"BMI", "SleepTime"}
    found = spec.parse(yaml.safe_dump(document))
    assert {each.name for each in found.fields if each.changeable} == changeable
    assert found.wording.questions == tuple(document["wording"]["questions"])
    # A declaration from before has neither word.
    del document["wording"]["questions"]
    for each in document["fields"]:
        each.pop("changeable", None)
    before = spec.parse(yaml.safe_dump(document))
    assert not any(each.changeable for each in before.fields)
    assert before.wording.questions == ()


def test_all_faults_are_named_at_once() -> None:
    document = shipped("heart")
    document["titel"] = "a typo"
    document["data"]["sha256"] = "short"
    del document["population"]
    with pytest.raises(InvalidDeclaration) as caught:
        spec.parse(yaml.safe_dump(document))
    pointers = {fault.pointer for fault in caught.value.faults}
    assert pointers == {"/titel", "/data/sha256", "/population"}


@pytest.mark.parametrize(
    "change",
    [
        _set("fields/7/choices", ["Female", "Female"]),
        _set("fields/7/choices", ["Female"]),
        _set("fields/7/example", "Neither"),
        # YAML reads an unquoted No as false: a category must be quoted.
        _set("fields/7/choices", ["Female", False]),
    ],
)
def test_categories_are_distinct_words(change: Callable[[dict[str, Any]], None]) -> None:
    document = shipped("heart")
    change(document)
    with pytest.raises(InvalidDeclaration):
        spec.parse(yaml.safe_dump(document))


@pytest.mark.parametrize("text", ["- a list", "a: [", "\x00", "", "!!python/object:os.system {}"])
def test_what_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(InvalidDeclaration):
        spec.parse(text)


def test_a_key_that_stands_twice_is_refused() -> None:
    text = (PREDICTORS / "heart" / "predictor.yaml").read_text()
    with pytest.raises(InvalidDeclaration, match="'title' stands twice"):
        spec.parse(text + "\ntitle: another one\n")


def test_a_folder_must_bear_its_predictors_name(tmp_path: Path) -> None:
    folder = tmp_path / "liver"
    folder.mkdir()
    with pytest.raises(InvalidDeclaration, match="cannot be read"):
        spec.read(folder)
    (folder / "predictor.yaml").write_text(yaml.safe_dump(shipped("heart")))
    with pytest.raises(InvalidDeclaration, match="folder's name"):
        spec.read(folder)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (_set("titel", "a typo"), "do you mean title?"),
        (_set("population/limits", "one sentence"), "each entry on a line"),
        (_set("fields/10/choices", ["Yes", False]), 'quote them, "No"'),
        (_set("title", False), 'quote them, "No"'),
        (_set("fields/0/type", "colour"), "number, integer, category or boolean"),
        (_set("fields/0/maximum", float("inf")), "finite"),
        (_set("fields/0/maximum", 1e308), "less than or equal"),
        (_set("policy/margins/log_loss", float("inf")), "finite"),
        (_set("policy/threshold", {"net_benefit_at": 2}), "a share between 0 and 1"),
        (_set("preparation", {"select": "some"}), "how many columns to keep"),
        (_set("subgroups", ["BMI"]), "a number needs bands"),
        (_set("subgroups", [{"field": "Sex", "bands": [1]}]), "nothing else has any"),
        (_set("subgroups", [{"field": "BMI", "bands": [30, 20]}]), "rising"),
        (_set("subgroups", ["Sax"]), "Sax, which is no field"),
        (_set("reference", ["Sax"]), "Sax, which is no field"),
        (_set("fields/0/forms", ["missing"]), "takes none"),
        (_set("fields/0/other_units", [{"unit": "lb/in²", "factor": 0}]), "greater than 0"),
        (_set("fields/0/other_units", [{"unit": "KG/M²", "factor": 2}]), "names a unit twice"),
        (_set("fields/0/other_units", [{"unit": "st", "faktor": 2}]), "do you mean factor?"),
        (
            _set(
                "fields/4",
                {
                    "name": "PhysicalHealth",
                    "type": "number",
                    "label": "Ill",
                    "example": 2,
                    "minimum": 0,
                    "maximum": 30,
                    "other_units": [{"unit": "weeks", "factor": 7}],
                },
            ),
            "no unit of its own",
        ),
        (_set("fields/7/unanswered", "Rather not say"), "is not optional: true"),
        (_set("fields/0/changable", True), "do you mean changeable?"),
        (_set("wording/questions", ["What now?"] * 7), "at most 6"),
        (_set("fields/10/missing", {"values": ["No"]}), "also means unknown"),
        (_set("monotone", {"SleepTme": "up"}), "no field; did you mean SleepTime?"),
        (_set("monotone", {"Race": "up"}), "Race in monotone, a category without an order"),
        (_set("monotone", {"BMI": "rising"}), "'up' or 'down'"),
        (_set("interactions", [["Sex", "Age"]]), "Age in interactions, which is no field"),
        (_set("interactions", [["Sex", "BMI", "Race"]]), "a pair of two fields"),
        (_set("interactions", [["Sex", "Sex"]]), "a pair of two fields"),
        (_set("interactions", [["Sex", "BMI"], ["BMI", "Sex"]]), "[BMI, Sex] twice"),
        (_set("interactions", "Sex"), "each entry on a line"),
    ],
)
def test_a_fault_says_what_to_do(change: Callable[[dict[str, Any]], None], part: str) -> None:
    document = shipped("heart")
    change(document)
    with pytest.raises(InvalidDeclaration, match=re.escape(part)):
        spec.parse(yaml.safe_dump(document))


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"monotone": {"BMI": "up"}, "preparation": {"select": 5}}, "both monotone and prep"),
        (
            {"monotone": {"BMI": "up", "Sex": "up"}, "interactions": [["BMI", "SleepTime"]]},
            "Sex in monotone, a category without an order",
        ),
        (
            {"monotone": {"BMI": "up", "Smoking": "up"}, "interactions": [["BMI", "Smoking"]]},
            "the pair [BMI, Smoking] in interactions, and both of them in monotone",
        ),
    ],
)
def test_words_that_do_not_go_together_are_named(changes: dict[str, Any], part: str) -> None:
    with pytest.raises(InvalidDeclaration, match=re.escape(part)):
        spec.parse(yaml.safe_dump(shipped("heart") | changes))


def test_a_field_of_one_direction_has_no_square() -> None:
    document = shipped("heart") | {"monotone": {"BMI": "up"}}
    document["fields"][0]["forms"] = ["square"]
    with pytest.raises(InvalidDeclaration, match="which turns back"):
        spec.parse(yaml.safe_dump(document))


def test_directions_and_pairs_are_read() -> None:
    words = {"monotone": {"BMI": "up"}, "interactions": [["AgeCategory", "GenHealth"]]}
    predictor = spec.parse(yaml.safe_dump(shipped("heart") | words))
    assert predictor.monotone == {"BMI": "up"}
    assert predictor.interactions == (("AgeCategory", "GenHealth"),)


def test_what_is_no_yaml_is_named_by_its_file() -> None:
    with pytest.raises(InvalidDeclaration, match=r"in gout/predictor\.yaml, line \d") as caught:
        spec.parse("a: [", origin="gout/predictor.yaml")
    assert "string>" not in str(caught.value)
