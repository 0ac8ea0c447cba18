"""A CSV becomes a predictor's folder, with every doubt in words."""

from __future__ import annotations

import csv
import io
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bellwether_contract.declaration import spec
from bellwether_contract.declaration.drafts import PLACEHOLDER
from bellwether_contract.declaration.fields import CategoryField, NumberField
from bellwether_contract.declaration.policy import NetBenefitAt
from bellwether_contract.declaration.spec import Predictor
from bellwether_trainer.rows import data
from tests import made_up
from tools.drafting import new

DIABETES = Path(__file__).parents[2] / "predictors/diabetes/data.csv"

Columns = dict[str, list[Any]]


def people(count: int = 400, seed: int = 3) -> Columns:
    """A made-up table with an outcome that age and smoking explain in part."""
    random = np.random.default_rng(seed)
    age = random.integers(20, 80, count)
    smoker = random.random(count) < 0.3
    risk = 1 / (1 + np.exp(-(0.06 * (age - 55) + smoker)))
    return {
        "Age": age.tolist(),
        "Smoker": ["Yes" if each else "No" for each in smoker],
        "Outcome": ["ill" if each else "well" for each in random.random(count) < risk],
    }


def written(columns: Columns, separator: str = ",") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue().encode()


class Desk:
    """Where a person keeps a CSV and makes predictors of it."""

    def __init__(self, place: Path) -> None:
        self.csv = place / "rows.csv"
        self.predictors = place / "predictors"
        self.told: list[str] = []

    def draft(self, table: Columns | bytes, **how: Any) -> Predictor:
        self.csv.write_bytes(table if isinstance(table, bytes) else written(table))
        given = {"target": "Outcome", "name": "mine", "predictors": self.predictors, **how}
        self.told = new.draft(self.csv, **given)
        return spec.read(self.predictors / given["name"])

    def text(self, file: str = spec.DECLARATION, name: str = "mine") -> str:
        return (self.predictors / name / file).read_text()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def field(predictor: Predictor, name: str) -> Any:
    return next(each for each in predictor.fields if each.name == name)


def test_a_draft_is_a_sound_declaration_of_the_very_rows(desk: Desk) -> None:
    predictor = desk.draft(people())
    rows = data.initial(desk.predictors / "mine", predictor)
    assert rows.matrix.shape == (400, 2)
    assert 0 < rows.labels.sum() < 400
    assert {path.name for path in (desk.predictors / "mine").iterdir()} == {
        "predictor.yaml", "data.csv", "README.md",
    }  # fmt: skip
    assert [path.name for path in desk.predictors.iterdir()] == ["mine"]


def test_types_ranges_and_examples_follow_the_cells(desk: Desk) -> None:
    table = people()
    random = np.random.default_rng(1)
    table["Weight"] = [round(float(w), 1) for w in random.normal(75, 12, 400)]
    table["Region"] = random.choice(["north", "south", "east"], 400).tolist()
    predictor = desk.draft(table)
    age = field(predictor, "Age")
    assert isinstance(age, NumberField)
    assert (age.type, age.minimum, age.maximum) == ("integer", 10, 90)
    assert age.outside == "refuse"
    weight = field(predictor, "Weight")
    assert (weight.type, weight.step, weight.outside) == ("number", 0.1, "warn")
    assert weight.minimum < min(table["Weight"]) < weight.example < max(table["Weight"])
    assert weight.maximum % 10 == 0
    assert field(predictor, "Smoker").type == "boolean"
    region = field(predictor, "Region")
    assert [choice.value for choice in region.choices] == ["east", "north", "south"]
    assert not region.ordered


@pytest.mark.parametrize(
    ("title", "age"),
    [
        ("AgeAtEntry", True),
        ("patient_age", True),
        ("AGE", True),
        ("Dosage", False),
        ("AgentDose", False),
        ("average_speed", False),
    ],
)
def test_no_number_is_drafted_for_ages_beyond_the_rows(desk: Desk, title: str, age: bool) -> None:
    table = people()
    table[title] = table.pop("Age")
    drafted = field(desk.draft(table), title)
    assert drafted.outside == ("refuse" if age else "warn")


def test_the_zeros_of_the_pima_rows_are_taken_as_unknown(desk: Desk) -> None:
    predictor = desk.draft(DIABETES.read_bytes())
    unknown = {each.name for each in predictor.fields if each.missing is not None}
    assert unknown == {"Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"}
    assert field(predictor, "Insulin").missing.values == (0,)
    assert field(predictor, "Glucose").minimum > 0
    assert any("374 rows hold 0" in line for line in desk.told)
    assert "# 374 rows hold 0" in desk.text()
    # A woman may have had no pregnancy.
    assert field(predictor, "Pregnancies").minimum == 0


@pytest.mark.parametrize("code", [-1, -9, 99, 999, 9999, 998, 77])
def test_codes_far_from_the_rest_are_taken_as_unknown(desk: Desk, code: int) -> None:
    table = people()
    scale = 0.5 if abs(code) == 77 else 1.0
    table["Age"] = [
        code if row % 20 == 0 else round(a * scale) for row, a in enumerate(table["Age"])
    ]
    age = field(desk.draft(table), "Age")
    assert age.missing is not None
    assert age.missing.values == (code,)
    assert age.maximum < 95


@pytest.mark.parametrize("values", [range(100), [90, 95, 99, 99, 99, 99, 85, 80, 70] * 20])
def test_large_values_among_their_like_are_values(desk: Desk, values: Any) -> None:
    table = people()
    table["Score"] = [list(values)[row % len(list(values))] for row in range(400)]
    assert field(desk.draft(table), "Score").missing is None


@pytest.mark.parametrize("word", ["", "?", "NA", "unknown", "Not Stated"])
@pytest.mark.parametrize("name", ["Age", "Smoker", "Region"])
def test_words_for_unknown_are_no_values(desk: Desk, word: str, name: str) -> None:
    table = people()
    table["Region"] = ["north", "south", "east", "west"] * 100
    table[name] = [word if row % 9 == 0 else cell for row, cell in enumerate(table[name])]
    predictor = desk.draft(table)
    missing = field(predictor, name).missing
    assert missing is not None
    assert missing.values == ((word,) if word else ())
    rows = data.initial(desk.predictors / "mine", predictor)
    assert np.isnan(rows.matrix).sum() == 45


def test_what_gives_the_outcome_away_is_left_out_and_named(desk: Desk) -> None:
    table = people()
    random = np.random.default_rng(5)
    ill = np.array([each == "ill" for each in table["Outcome"]])
    table["Treatment"] = np.where(ill, "tablets", "none").tolist()
    table["Level"] = (np.where(ill, 8.0, 3.0) + random.normal(0, 0.5, 400).round(2)).tolist()
    # Measured in the ill alone: that a value is there gives the outcome away.
    table["Biopsy"] = [str(round(float(v), 1)) if i else "" for v, i in zip(
        random.normal(5, 1, 400), ill, strict=True)]  # fmt: skip
    predictor = desk.draft(table)
    assert {each.name for each in predictor.fields} == {"Age", "Smoker"}
    for name in ("Treatment", "Level", "Biopsy"):
        assert any(line.startswith(f"{name}: no field, for it tells") for line in desk.told)
        assert f"#   {name}: it tells the outcome nearly by itself" in desk.text()
        assert f"`{name}`" in desk.text("README.md")


def test_names_of_rows_texts_and_constants_are_left_out(desk: Desk) -> None:
    table = people()
    random = np.random.default_rng(6)
    table |= {
        "Nr": list(range(1, 401)),
        "patient_id": random.permutation(90_000)[:400].tolist(),
        "Person": [f"person {row}" for row in range(400)],
        "Remark": [f"remark {row % 50}" for row in range(400)],
        "Country": ["here"] * 400,
        "Empty": [""] * 400,
        "Income": (random.permutation(90_000)[:400] * 3).tolist(),
    }
    predictor = desk.draft(table)
    # All incomes differ, too, but they measure something.
    assert {each.name for each in predictor.fields} == {"Age", "Smoker", "Income"}
    told = "\n".join(desk.told)
    for name, why in (("Nr", "names the rows"), ("patient_id", "names the rows"),
                      ("Person", "names the rows"), ("Remark", "text with 50"),
                      ("Country", "same in every row"), ("Empty", "no row knows")):  # fmt: skip
        assert f"{name}: no field, for it" in told or f"{name}: no field, for no" in told
        assert why in told


def test_categories_with_an_order_are_declared_in_it(desk: Desk) -> None:
    table = people()
    table["Pain"] = ["severe", "none", "mild", "moderate"] * 100
    table["Band"] = ["80 or older", "18-24", "25-39", "40-79"] * 100
    predictor = desk.draft(table)
    pain, band = field(predictor, "Pain"), field(predictor, "Band")
    assert isinstance(pain, CategoryField)
    assert [choice.value for choice in pain.choices] == ["none", "mild", "moderate", "severe"]
    assert [choice.value for choice in band.choices] == ["18-24", "25-39", "40-79", "80 or older"]
    assert pain.ordered
    assert band.ordered


def test_codes_and_rare_categories_are_doubted(desk: Desk) -> None:
    table = people()
    table["Stage"] = [1, 2, 3, 4] * 100
    table["Sort"] = ["a"] * 3 + ["b", "c"] * 198 + ["b"]
    desk.draft(table)
    told = "\n".join(desk.told)
    assert "if they are codes, make it a category" in told
    assert "in fewer than 10 rows: a." in told


@pytest.mark.parametrize(
    ("values", "positive"),
    [
        (("1", "0"), "1"),
        (("No", "Yes"), "Yes"),
        (("well", "ill"), "ill"),
        (("true", "false"), "true"),
        (("b", "a"), "a"),  # the rarer one
    ],
)
def test_the_positive_value_is_guessed(desk: Desk, values: tuple[str, str], positive: str) -> None:
    table = people()
    table["Outcome"] = [values[row % 3 == 0] for row in range(400)]
    assert desk.draft(table).target.positive == positive


def test_the_positive_value_can_be_said(desk: Desk) -> None:
    assert desk.draft(people(), positive="well").target.positive == "well"
    with pytest.raises(new.CannotDraft, match="POSITIVE=fine is none of its values: ill and well"):
        desk.draft(people(), name="other", positive="fine")


def test_an_end_where_many_rows_lie_is_the_end_of_the_scale(desk: Desk) -> None:
    table = people()
    table["Days"] = [30 if row % 4 == 0 else 0 if row % 4 == 1 else row % 29 for row in range(400)]
    days = field(desk.draft(table), "Days")
    assert (days.minimum, days.maximum) == (0, 30)


def test_the_threshold_begins_at_the_prevalence(desk: Desk) -> None:
    table = people()
    table["Outcome"] = ["ill" if row % 8 == 0 else "well" for row in range(400)]
    policy = desk.draft(table).policy
    assert policy.threshold == NetBenefitAt(net_benefit_at=0.12)


def test_age_and_sex_make_groups_and_the_baseline(desk: Desk) -> None:
    table = people()
    table["Sex"] = ["f", "m"] * 200
    predictor = desk.draft(table)
    assert predictor.reference == ("Age", "Sex")
    by = {group.field: group.bands for group in predictor.subgroups}
    assert by["Sex"] == ()
    assert by["Age"]


def test_texts_that_only_a_person_knows_are_left_to_a_person(desk: Desk) -> None:
    predictor = desk.draft(people())
    assert predictor.summary.startswith(PLACEHOLDER)
    assert predictor.population.limits[0].startswith(PLACEHOLDER)
    assert PLACEHOLDER in desk.text("README.md")
    assert "{n}" in predictor.wording.result


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_names_become_those_that_training_reads(
    desk: Desk, separator: str
) -> None:
    table = people()
    table = {"Age (years)": table["Age"], "Raucht täglich": table["Smoker"], "2nd": table["Age"],
             "Outcome": table["Outcome"]}  # fmt: skip
    predictor = desk.draft(b"\xef\xbb\xbf" + written(table, separator))
    names = [each.name for each in predictor.fields]
    assert names == ["Age_years", "Raucht_taeglich", "Column3_2nd"]
    assert field(predictor, "Raucht_taeglich").label == "Raucht täglich"
    assert data.initial(desk.predictors / "mine", predictor).matrix.shape == (400, 3)
    assert any("byte order mark" in line for line in desk.told)


def test_a_clean_file_is_kept_byte_for_byte(desk: Desk) -> None:
    desk.draft(people())
    assert (desk.predictors / "mine/data.csv").read_bytes() == desk.csv.read_bytes()


def test_an_existing_folder_is_never_touched(desk: Desk) -> None:
    desk.draft(people())
    before = desk.text()
    with pytest.raises(new.CannotDraft, match="is there already"):
        desk.draft(people(seed=9))
    assert desk.text() == before


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (b"", "the file is empty"),
        (b"Age,Outcome\n", "rows below"),
        (b"Age,Outcome\n1,ill\n2\n", "row 3 .* has 1 cells"),
        (b"Age,Outcome\n\xff\xfe,ill\n", "row 2 is not UTF-8"),
        (b'Age,Outcome\n"1\n2",ill\n3,well\n', "line break"),
        (b"Age,Result\n1,ill\n2,well\n", "no column Outcome; the columns are Age, Result"),
        (b"Age,Outcome\n1,ill\n2,well\n3,\n", "row 4 .* has none"),
        (b"Age,Outcome\n1,ill\n2,well\n3,dead\n", "3 different values"),
        (b"Age,Outcome\n1,ill\n1,well\n", "no column can be a field"),
    ],
)
def test_a_table_that_cannot_be_drafted_says_why_and_writes_nothing(
    desk: Desk, table: bytes, told: str
) -> None:
    with pytest.raises(new.CannotDraft, match=told):
        desk.draft(table)
    assert not desk.predictors.exists()


@pytest.mark.parametrize("name", ["Gout", "../gout", "", "a b", ".gout"])
def test_a_name_that_is_none_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(new.CannotDraft, match="cannot be a predictor's name"):
        desk.draft(people(), name=name)


def test_the_command_says_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert new.main(["--csv", "", "--target", "x", "--name", ""]) == 1
    assert "CSV=..., NAME=... is missing" in capsys.readouterr().out
    assert new.main(["--csv", "/nowhere.csv", "--target", "x", "--name", "mine"]) == 1
    assert "Nothing was written: /nowhere.csv cannot be read" in capsys.readouterr().out


def test_the_command_says_what_comes_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(new, "PREDICTORS", desk.predictors)
    desk.csv.write_bytes(written(people()))
    arguments = ["--csv", str(desk.csv), "--target", "Outcome", "--name", "mine"]
    assert new.main([*arguments, "--positive", ""]) == 0
    told = capsys.readouterr().out
    assert "Outcome = ill" in told
    assert "make check-predictor NAME=mine" in told
    assert (desk.predictors / "mine/predictor.yaml").exists()


def test_make_takes_no_name_that_nobody_has_given() -> None:
    # NAME is heart for `make retrain`, but nobody drafts heart by leaving the name out.
    asked = subprocess.run(
        ["make", "--dry-run", "new-predictor", "CSV=my rows.csv", "TARGET=t"],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True,
        env={key: value for key, value in os.environ.items() if key != "NAME"},
    )  # fmt: skip
    assert '--csv "my rows.csv"' in asked.stdout
    assert '--name ""' in asked.stdout


def test_the_made_up_rows_are_drafted_as_they_are_declared(desk: Desk) -> None:
    predictor = desk.draft(made_up.rows(), target="Gout", name="gout")
    types = {each.name: each.type for each in predictor.fields}
    assert types == {each["name"]: each["type"] for each in made_up.declaration()["fields"]}
    assert field(predictor, "Acid").missing.values == (-1,)
    assert [c.value for c in field(predictor, "Mood").choices] == ["low", "middling", "high"]
