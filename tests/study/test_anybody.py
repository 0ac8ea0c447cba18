"""Anybody's data sets: who is kept away, what a person answers, and what is told as a fault."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from research.study.anybody import document, judge
from research.study.anybody.judge import Outcome
from research.study.anybody.product import Failed, Product, Trained, Unseen, answered
from research.study.anybody.sets import DataSet, halves
from research.study.anybody.sources import Row

VISITS = DataSet(
    "visits",
    "pip:nowhere/visits.csv",
    lambda row: None if row["died"] == "" else row["died"] == "1",
    ("died",),
    person="patient id",
    site="clinic",
    leaks=("time",),
    answers={"creatinine": "at the visit"},
)
GOOD = Trained("promoted", (), auroc=0.80, low=0.76, high=0.84, version="a version")


def visits() -> list[Row]:
    """Three visits of each of 60 people."""
    return [
        {
            "patient id": f"P{number // 3:03}", "clinic": "AB"[number % 2], "time": str(number * 7),
            "creatinine": f"{0.6 + number % 41 / 50:.2f}", "age": str(30 + number % 37),
            "died": str(int(number % 5 == 0)),
        }
        for number in range(180)
    ]  # fmt: skip


def outcome(data_set: DataSet = VISITS, gap: float = 0.0) -> Outcome:
    unseen = Unseen(rows=100, refused=0, auroc=GOOD.auroc - gap, standard_error=0.02)
    return Outcome(data_set, 120, 40, frozenset(["time", "patient id"]), GOOD, GOOD, unseen)


def test_a_person_and_equal_rows_lie_on_one_side() -> None:
    sides = halves(VISITS, [*visits(), {**visits()[0], "died": ""}])
    known, unseen = ({row["patient id"] for row in rows} for rows in (sides.known, sides.unseen))
    assert known | unseen == {row["patient id"] for row in visits()}
    assert not known & unseen
    assert len(known) > len(unseen) > 0
    nameless = replace(VISITS, person=None, names=("patient id", "time"))
    alike = [{**visits()[0], "patient id": str(number)} for number in range(20)]
    sides = halves(nameless, alike)
    assert not sides.known or not sides.unseen


def test_what_a_person_answers_stands_in_the_declaration(tmp_path: Path) -> None:
    product = Product(tmp_path, 1, "quick")
    asked = product.draft(VISITS, halves(VISITS, visits()).known)
    assert "patient id" in asked
    product.answer(VISITS)
    declared = yaml.safe_load((tmp_path / "predictors/visits/predictor.yaml").read_text())
    fields = {field["name"]: field for field in declared["fields"]}
    assert fields.keys() == {"creatinine", "age"}
    assert fields["creatinine"]["known_before"] == "at the visit"
    assert declared["roles"] == {"group": "patient_id", "site": "clinic"}
    assert answered(replace(VISITS, answers={}, person=None, site=None, leaks=()), declared, {})


def test_all_is_well_only_where_nothing_is_promised_that_is_not_kept() -> None:
    assert judge.faults([outcome()]) == []
    assert "every column that a person has to be asked" in document.write([outcome()])
    # One of many may lie beyond chance.
    assert judge.faults([outcome(), outcome(gap=0.2)]) == []
    (beyond,) = judge.faults([outcome(gap=0.2), outcome(gap=0.2)])
    assert "above what people never seen show" in beyond
    (unasked,) = judge.faults([outcome(replace(VISITS, leaks=("time", "days")))])
    assert unasked == "visits: nobody was asked about days"


@pytest.mark.parametrize(
    "ended", [Failed("it has 5 faults"), replace(GOOD, outcome="candidate", reasons=("a doubt",))]
)
def test_an_honest_version_that_is_not_published_is_a_fault(ended: Trained | Failed) -> None:
    (fault,) = judge.faults([replace(outcome(), answered=ended)])
    assert fault.startswith("visits: an honest version was not published (")
    assert "Not as it is wanted" in document.write([replace(outcome(), answered=ended)])


def test_what_nobody_could_ask_about_is_told() -> None:
    told = document.write([outcome(replace(VISITS, later=("cd4 after 20 weeks", "time")))])
    assert "- visits: `cd4 after 20 weeks`\n" in told
