"""People are told apart as declared; of groups with few events nothing is claimed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bellwether_contract.declaration.policy import Subgroup
from bellwether_contract.declaration.spec import Predictor, parse
from bellwether_contract.encoding.encode import Encoder
from bellwether_trainer.measures import subgroups
from bellwether_trainer.measures.group_types import Group
from bellwether_trainer.measures.predictions import Predictions
from tests import simulated

PREDICTORS = Path(__file__).parents[2] / "predictors"


def declared(name: str, *by: Subgroup) -> Predictor:
    predictor = parse((PREDICTORS / name / "predictor.yaml").read_bytes())
    return predictor.model_copy(update={"subgroups": by})


def sizes(predictor: Predictor, **values: list[float | str | bool | None]) -> dict[str, int]:
    example = predictor.example()
    count = len(next(iter(values.values())))
    columns = {name: values.get(name, [example[name]] * count) for name in example}
    matrix = Encoder(predictor).columns(columns)
    return {group.group: int(group.mask.sum()) for group in subgroups.groups(predictor, matrix)}


def test_whole_numbers_are_cut_into_bands_that_a_person_would_say() -> None:
    predictor = declared("diabetes", Subgroup(field="Age", bands=(30, 40, 50)))
    assert sizes(predictor, Age=[21, 29, 30, 39, 40, 50, 81]) == {
        "21 to 29": 2,
        "30 to 39": 2,
        "40 to 49": 1,
        "50 and over": 2,
    }


def test_measured_numbers_are_cut_without_a_gap_and_unknown_ones_are_a_group() -> None:
    predictor = declared("diabetes", Subgroup(field="BMI", bands=(25, 30)))
    assert sizes(predictor, BMI=[24.99, 25, 29.99, 30, None]) == {
        "10 to under 25": 1,
        "25 to under 30": 2,
        "30 and over": 1,
        "Not measured": 1,
    }


def test_categories_and_answers_have_their_labels_also_where_nobody_gave_them() -> None:
    predictor = declared("heart", Subgroup(field="Sex"), Subgroup(field="Stroke"))
    assert sizes(predictor, Sex=["Male", "Male"], Stroke=[True, False]) == {
        "Female": 0,
        "Male": 2,
        "Yes": 1,
        "No": 1,
    }


def everybody(n: int) -> Group:
    return Group("Sex", "Sex", "Everybody", np.ones(n, dtype=np.bool_))


@pytest.mark.parametrize(
    ("events", "too_few", "shown"),
    [(19, True, False), (20, True, True), (99, True, True), (100, False, True)],
)
def test_from_20_events_on_figures_are_shown_and_from_100_judged(
    events: int, too_few: bool, shown: bool
) -> None:
    labels = (np.arange(1_000) < events).astype(np.int8)
    predicted = Predictions.held_out(labels, np.random.default_rng(0).random(1_000))
    (found,) = subgroups.measure(predicted, (everybody(1_000),)).groups
    assert (found.n, found.events, found.too_few) == (1_000, events, too_few)
    for figure in (found.auroc, found.recall, found.observed_expected):
        assert (figure is not None) is shown


def test_a_rank_among_one_to_four_people_is_told_of_nobody() -> None:
    labels = np.ones(150, dtype=np.int8)
    labels[:4] = 0
    random = np.random.default_rng(0).random(300)
    predicted = Predictions.held_out(np.concatenate([labels, 1 - labels]), random)
    group = Group("Sex", "Sex", "first", np.arange(300) < 150)
    (found,) = subgroups.measure(predicted, (group,)).groups
    assert found.auroc is None
    assert found.recall is not None


def test_a_group_whose_risk_is_underestimated_is_seen() -> None:
    labels, odds = simulated.people(20_000)
    there = np.arange(20_000) % 2 == 0
    predicted = simulated.held_out(labels, odds - there * 0.5)
    found = subgroups.measure(
        predicted, (Group("Sex", "Sex", "here", ~there), Group("Sex", "Sex", "there", there))
    )
    here, hidden = found.groups
    assert found.recall == 0.8
    assert here.observed_expected is not None
    assert hidden.observed_expected is not None
    assert here.observed_expected.low < 1 < here.observed_expected.high
    assert hidden.observed_expected.low > 1.2
    assert here.recall is not None
    assert hidden.recall is not None
    assert hidden.recall.high < 0.8 < here.recall.low
    assert here.auroc is not None
    assert hidden.auroc is not None
    assert hidden.auroc.estimate == pytest.approx(here.auroc.estimate, abs=0.03)


def test_the_common_recall_is_met_exactly_also_with_few_distinct_predictions() -> None:
    labels, odds = simulated.people(3_000)
    for predicted in (
        simulated.held_out(labels, odds),
        simulated.held_out(labels, np.round(odds)),
        simulated.held_out(labels, np.full(3_000, -2.0)),
        simulated.repeated(labels, odds),
    ):
        flagged = subgroups.flagged_at_common_recall(predicted)
        share = subgroups.recall(predicted, flagged, np.ones(3_000, dtype=np.bool_))
        assert share == pytest.approx(0.8, abs=0.005)


def test_a_group_of_events_alone_has_no_area() -> None:
    labels = np.ones(150, dtype=np.int8)
    labels[:5] = 0
    predicted = Predictions.held_out(labels, np.linspace(0.1, 0.9, 150))
    (found,) = subgroups.measure(predicted, (Group("Sex", "Sex", "ill", labels == 1),)).groups
    assert found.auroc is None
    assert found.recall is not None
