"""A number in a cell is read as the page and the client read it, and by what a field declares."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bellwether_contract.declaration.fields import NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding import cells, numerals
from bellwether_contract.encoding.encode import Encoder
from tests import made_up

TABLE = json.loads((Path(__file__).parents[1] / "numbers.json").read_text())


# A program may write a number of 65 digits, a person does not.
WRITTEN = [
    (written, means)
    for written, means in [*TABLE["any"], *TABLE["no thousands"]]
    if len(written) <= numerals.LONGEST
]


@pytest.mark.parametrize(("written", "means"), WRITTEN)
def test_a_cell_is_read_as_the_table_of_all_readers_says(written: str, means: Any) -> None:
    if isinstance(means, list):
        with pytest.raises(numerals.Ambiguous):
            numerals.read(written, "mg/dL")
    else:
        assert numerals.read(written, "mg/dL") == means


@pytest.mark.parametrize(
    ("decimal", "written", "means"),
    [
        (",", "1,200", 1.2),
        (",", "1.200", 1200),
        (",", "1.200,5", 1200.5),
        (",", "1 200,5", 1200.5),
        (",", "1'200", 1200),
        (",", "0,5 mg/dl", 0.5),
        (",", "1.5", None),
        (",", "1,200,000", None),
        (",", "12", 12),
        (".", "1,200", 1200),
        (".", "1.200", 1.2),
        (".", "1\u2009200.5", 1200.5),
        (".", "1,5", None),
        (".", "1.200.000", None),
    ],
)
def test_a_declared_sign_for_decimals_leaves_one_meaning(
    decimal: numerals.Decimal, written: str, means: float | None
) -> None:
    assert numerals.read(written, "mg/dL", decimal) == means


def read(cell: str, **declared: Any) -> float | str:
    document = made_up.declaration()
    document["fields"][0] |= {"minimum": 0, "maximum": 300_000, **declared}
    predictor = Predictor.model_validate(document)
    field = predictor.fields[0]
    assert isinstance(field, NumberField)
    return cells.inputs(Encoder(predictor), field)([cell])[0]


@pytest.mark.parametrize(
    ("cell", "declared", "part"),
    [
        ("250,000", {}, 'declare the field\'s decimal: "," or "."'),
        # Also where the one or the other is no value of the field: page and client ask, too.
        ("250,000", {"maximum": 1000}, "may mean two numbers"),
        ("1.5", {"decimal": ","}, "a point stands between thousands alone"),
        ("<0.01", {}, "below_detection: half"),
        (">100", {}, "more than a value is no value"),
        ("72 lb", {"unit": "kg"}, "nothing but the unit of its field, kg, may follow"),
        ("72 lb", {"unit": None}, "a declared unit"),
        ("1e400", {}, "larger than any number"),
    ],
)
def test_a_cell_that_is_no_number_asks_for_what_to_do(
    cell: str, declared: dict[str, Any], part: str
) -> None:
    told = read(cell, **declared)
    assert isinstance(told, str)
    assert part in told
    assert cell not in told.replace("<0.01 for 0.005", "")


@pytest.mark.parametrize(
    ("cell", "declared", "value"),
    [
        ("250,000", {"decimal": "."}, 250_000),
        ("250,000", {"decimal": ","}, 250),
        ("72 KG", {"unit": "kg"}, 72),
        ("7,5%", {"unit": "%"}, 7.5),
        ("<0.01", {"below_detection": "half"}, 0.005),
        ("< 0,5 mg/dL", {"below_detection": "half"}, 0.25),
        ("<=1", {"below_detection": "half"}, 0.5),
    ],
)
def test_what_a_field_declares_of_its_cells_is_read_so(
    cell: str, declared: dict[str, Any], value: float
) -> None:
    assert read(cell, **declared) == value


@pytest.mark.parametrize(
    ("value", "said"),
    [(1994, "1994"), (-1994, "-1994"), (9999.5, "9999.5"), (10_000, "10,000"), (1.5e6, "1,500,000"),
     (0.25, "0.25"), (1e16, "1e+16")],
)  # fmt: skip
def test_a_year_is_told_without_a_comma(value: float, said: str) -> None:
    assert numerals.for_people(value) == said
