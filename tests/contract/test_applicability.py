"""What a model is not asked about, and what it has never seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import yaml

from bellwether_contract.declaration import spec
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.applicability import Applicability, Refused
from bellwether_contract.encoding.encode import Encoder
from bellwether_contract.encoding.seen import Seen, seen
from bellwether_contract.errors import InvalidDeclaration
from tests import made_up

REASON = "It is gout by definition."


def predictor(*refusals: dict[str, Any], **changes: Any) -> Predictor:
    document = made_up.declaration()
    document["fields"][0] |= {"refusals": list(refusals), **changes}
    return spec.parse(yaml.safe_dump(document))


def matrix(*people: dict[str, Any]) -> Any:
    declared = predictor()
    records = [made_up.example() | person for person in people]
    return Encoder(declared).records(records, [""] * len(records))


# Acid 4 to 8, never unknown; Beers 0 to 9; "that" never given; everybody's kidneys are well.
PEOPLE: list[dict[str, Any]] = [
    {"Acid": 4, "Beers": 0, "Drug": "none", "Mood": "low"},
    {"Acid": 8, "Beers": 9, "Drug": "this", "Mood": "middling"},
    {"Acid": 5, "Beers": 3, "Drug": None, "Mood": "high"},
]
LEARNED = matrix(*5 * PEOPLE)


def test_fields_beyond_what_training_rows_held_are_named() -> None:
    found = Applicability(predictor(), seen(LEARNED, predictor()))
    people = matrix(
        {"Acid": 4, "Beers": 9},
        {"Acid": 3.9},
        {"Acid": 8.1, "Beers": 10, "Kidney": True},
        {"Drug": "that"},
        {"Drug": None},
        {"Acid": None},
    )
    outside = {row: beyond.outside for row, beyond in found.beyond(people).items()}
    assert outside == {
        1: ("Acid",),
        2: ("Acid", "Beers", "Kidney"),
        3: ("Drug",),
        5: ("Acid",),
    }


def test_of_a_version_that_does_not_tell_what_it_saw_nothing_lies_outside() -> None:
    assert Applicability(predictor(), None).beyond(matrix({"Acid": 19}, {"Acid": None})) == {}


@pytest.mark.parametrize(
    ("refusal", "refused"),
    [
        ({"at_least": 7, "reason": REASON}, [7.0, 7.1, 20]),
        ({"at_most": 7, "reason": REASON}, [0.1, 6.9, 7.0]),
    ],
)
def test_values_that_no_model_is_asked_about_are_refused_with_the_reason(
    refusal: dict[str, Any], refused: list[float]
) -> None:
    declared = predictor(refusal, example=None)
    values = [0.1, 6.9, 7.0, 7.1, 20, None]
    found = Applicability(declared, None).beyond(matrix(*({"Acid": value} for value in values)))
    assert [values[row] for row in found] == refused
    assert {beyond.refusals for beyond in found.values()} == {(Refused("Acid", REASON),)}


def test_a_refused_value_is_not_outside_as_well() -> None:
    declared = predictor({"at_least": 10, "reason": REASON})
    found = Applicability(declared, seen(LEARNED, declared)).beyond(matrix({"Acid": 12}))
    assert found[0].refusals
    assert found[0].outside == ()


@pytest.mark.parametrize(
    ("refusals", "told"),
    [
        ([{"reason": REASON}], "either at_least or at_most"),
        ([{"at_least": 1, "at_most": 2, "reason": REASON}], "either at_least or at_most"),
        ([{"at_least": 0.1, "reason": REASON}], "refuses both"),
        ([{"at_least": 6, "reason": REASON}], "example that it refuses"),
    ],
)
def test_refusals_that_make_no_sense_are_faults(refusals: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(InvalidDeclaration, match=told):
        predictor(*refusals)


def test_a_column_that_was_always_unknown_leaves_every_value_outside() -> None:
    empty = LEARNED.copy()
    empty[:, 0] = np.nan
    found = Applicability(predictor(), seen(empty, predictor()))
    assert found.beyond(matrix({"Acid": 5}, {"Acid": None}))[0].outside == ("Acid",)
    assert 1 not in found.beyond(matrix({"Acid": 5}, {"Acid": None}))


# Every choice of Drug, Kidney and Mood.
CODES = (0, 1, 2), (0, 1), (0, 1, 2)
ABOVE = (
    "No number is given where Uric acid is above 8.1 mg/dL: the rows that this model learned from "
    "hold too few people there."
)
BELOW = ABOVE.replace("above 8.1", "below 4")


def ended(low: float, high: float, **changes: Any) -> Applicability:
    """Limits that refuse an Acid beyond ``low`` and ``high``, as a float32 knows them."""
    declared = predictor(outside="refuse", **changes)
    acid = Seen(low=float(np.float32(low)), high=float(np.float32(high)), codes=None, unknown=False)
    beers = Seen(low=0, high=9, codes=None, unknown=False)
    chosen = (Seen(low=None, high=None, codes=codes, unknown=True) for codes in CODES)
    return Applicability(declared, (acid, beers, *chosen))


def test_a_field_declared_so_gets_no_number_beyond_the_rows_and_the_reason() -> None:
    values = [3.9, 4, 6, 8.1, 8.2, 20]
    people = matrix(*({"Acid": value} for value in values))
    found = ended(4, 8.1).beyond(people)
    assert {values[row]: beyond.refusals for row, beyond in found.items()} == {
        3.9: (Refused("Acid", BELOW, (4, 8.1)),),
        8.2: (Refused("Acid", ABOVE, (4, 8.1)),),
        20: (Refused("Acid", ABOVE, (4, 8.1)),),
    }
    assert {beyond.outside for beyond in found.values()} == {()}


def test_what_holds_for_certain_is_what_is_neither_refused_nor_outside() -> None:
    found = ended(4, 8.1)
    people = matrix(*({"Acid": value} for value in [3.9, 4, 8.1, 8.2, None]))
    plain = [row for row, values in enumerate(people.tolist()) if found.holds(values)]
    assert plain == [1, 2] == sorted(set(range(5)) - found.beyond(people).keys())


def test_other_fields_and_unknown_values_are_warned_of_as_before() -> None:
    found = ended(4, 8.1).beyond(matrix({"Acid": None}, {"Beers": 40}, {"Acid": 9, "Beers": 40}))
    assert [found[row].outside for row in range(3)] == [("Acid",), ("Beers",), ("Beers",)]
    assert [bool(found[row].refusals) for row in range(3)] == [False, False, True]


def test_the_form_of_such_a_field_ends_where_the_rows_end() -> None:
    found = ended(4, 8.1)
    acid, *others = found.form.fields
    assert (acid.minimum, acid.maximum) == (4, 8.1)  # type: ignore[union-attr]
    assert tuple(others) == predictor().fields[1:]
    assert (found.ends["Acid"].below, found.ends["Acid"].above) == (BELOW, ABOVE)
    # An end of what is possible needs no reason, and nothing goes beyond it.
    whole = ended(0, 25)
    assert (whole.form.fields[0].minimum, whole.form.fields[0].maximum) == (0.1, 20)  # type: ignore[union-attr]
    assert (whole.ends["Acid"].below, whole.ends["Acid"].above) == (None, None)


def test_a_declared_reason_goes_before_that_of_the_rows() -> None:
    found = ended(4, 8.1, refusals=[{"at_least": 10, "reason": REASON}])
    told = found.beyond(matrix({"Acid": 9}, {"Acid": 12}))
    assert [told[row].refusals[0].reason for row in (0, 1)] == [ABOVE, REASON]


@pytest.mark.parametrize("known", [None, Seen(low=None, high=None, codes=None, unknown=True)])
def test_where_no_rows_tell_an_end_nothing_is_refused(known: Seen | None) -> None:
    declared = predictor(outside="refuse")
    told = None if known is None else (known, *seen(LEARNED, declared)[1:])
    found = Applicability(declared, told)
    assert found.form is declared
    assert all(not each.refusals for each in found.beyond(matrix({"Acid": 19})).values())


FEWER = "Fewer than 5 of 1,015 made-up people had"


def test_how_few_people_were_like_this_is_told_without_a_count_of_them() -> None:
    found = Applicability(predictor(), seen(LEARNED, predictor()), learned=1_015).beyond(
        matrix(
            {"Acid": 3.9},
            {"Acid": 8.1, "Beers": 10, "Kidney": True},
            {"Drug": "that"},
            {"Acid": None},
        )
    )
    assert [[each.reason for each in found[row].thin] for row in range(4)] == [
        [f"{FEWER} 3 mg/dL or less (Uric acid): this figure is a guess."],
        [
            f"{FEWER} 9 mg/dL or more (Uric acid): this figure is a guess.",
            f"{FEWER} 10 or more (Beers a week): this figure is a guess.",
            f"{FEWER} “Yes” (Kidney disease): this figure is a guess.",
        ],
        [f"{FEWER} “that” (Drug): this figure is a guess."],
        [f"{FEWER} no known value (Uric acid): this figure is a guess."],
    ]
    assert [tuple(few.field for few in found[row].thin) for row in range(4)] == [
        found[row].outside for row in range(4)
    ]


@pytest.mark.parametrize(("counted", "learned"), [(False, 1_015), (True, None)])
def test_a_version_that_has_not_counted_names_what_is_outside_and_no_more(
    counted: bool, learned: int | None
) -> None:
    known = [
        each if counted else each.model_copy(update={"below": None, "above": None})
        for each in seen(LEARNED, predictor())
    ]
    (found,) = (
        Applicability(predictor(), known, learned=learned).beyond(matrix({"Beers": 10})).values()
    )
    assert (found.outside, found.thin) == (("Beers",), ())


def test_what_nobody_could_have_is_no_news() -> None:
    declared = predictor()
    low = Seen(low=0, high=98, codes=None, unknown=False, below=-2, above=101)
    known = (seen(LEARNED, declared)[0], low, *seen(LEARNED, declared)[2:])
    (found,) = Applicability(declared, known, learned=99).beyond(matrix({"Beers": 99})).values()
    assert (found.outside, found.thin) == (("Beers",), ())


def test_a_value_that_is_refused_is_no_guess() -> None:
    declared = predictor(outside="refuse")
    found = Applicability(declared, seen(LEARNED, declared), learned=15).beyond(matrix({"Acid": 9}))
    assert found[0].refusals
    assert found[0].thin == ()


def test_a_mark_that_is_misspelt_is_a_fault() -> None:
    with pytest.raises(InvalidDeclaration, match="outside"):
        predictor(outside="reject")
