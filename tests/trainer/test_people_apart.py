"""Nobody has rows on both sides: of the held-out quarter, a fold, a search, a bootstrap."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import special

from bellwether_contract.declaration import spec
from bellwether_trainer.measures import delong, intervals
from bellwether_trainer.measures.metric_types import Interval
from bellwether_trainer.models import bootstrap, candidates, fitting, training_rows
from bellwether_trainer.models.training_rows import TrainingRows
from bellwether_trainer.records import Marks, Rows, RowSet, Split, TrainingError
from bellwether_trainer.rows import people as of_people
from bellwether_trainer.rows import split as step
from bellwether_trainer.rows.folds import row_hashes
from bellwether_trainer.rows.pool import Pool
from tests import made_up, patients

PREDICTORS = Path(__file__).parents[2] / "predictors"
PLANTED = np.uint64(12345678901234567890)


def predictor(**changes: Any) -> spec.Predictor:
    document = made_up.declaration(**({"roles": {"group": "patient"}} | changes))
    return spec.Predictor.model_validate(document)


def make(people: int, each: int = 4, *, seed: int = 0, share: float = 0.35) -> Rows:
    """Rows that all differ, several of each person, and one who is in every tenth of them."""
    random = np.random.default_rng(seed)
    whose = np.repeat(random.integers(0, 2**64, people, dtype=np.uint64), each)
    whose[:: 10 * each] = PLANTED
    matrix = random.normal(size=(len(whose), 5)).astype(np.float32)
    labels = (random.random(len(whose)) < share).astype(np.int8)
    data_set = RowSet("initial", "0" * 64, len(labels), int(labels.sum()))
    origins = np.zeros(len(labels), np.int16)
    return Rows(matrix, labels, origins, (data_set,), Marks(people=whose))


def of(marks: Marks) -> set[int]:
    assert marks.people is not None
    return set(marks.people.tolist())


def test_of_many_people_a_quarter_is_held_out_with_all_their_rows() -> None:
    rows = make(6_000)
    found = step.split(predictor(), rows, rows)
    assert found.size == "large"
    assert not of(found.anchor.marks) & of(found.training_marks)
    assert len(found.anchor.labels) / len(rows.labels) == pytest.approx(0.25, abs=0.03)
    assert (int(PLANTED) in of(found.anchor.marks)) != (int(PLANTED) in of(found.training_marks))


def test_events_that_decide_the_size_are_people() -> None:
    """700 held-out rows with the outcome, of 400 people: too few to hold anybody out."""
    rows = make(1_800, share=0.4)
    assert step.split(predictor(), rows, rows).size == "small"
    alone = Rows(rows.matrix, rows.labels, rows.origins, rows.sets)
    assert step.split(predictor(), alone, alone).size == "large"


@pytest.fixture(scope="module")
def small() -> Split:
    rows = make(150)
    return step.split(predictor(), rows, rows)


def test_of_few_people_everybody_is_in_one_fold_of_each_repeat(small: Split) -> None:
    people, folds = small.anchor.marks.people, small.anchor.folds
    assert people is not None
    assert folds is not None
    for dealt in folds:
        for person in np.unique(people):
            assert len(np.unique(dealt[people == person])) == 1
    assert not np.array_equal(folds[0], folds[1])


def test_what_is_chosen_within_a_fold_is_chosen_by_person_too(small: Split) -> None:
    rows = training_rows.of_split(small)
    for dealt in (rows.deal(3), rows.deal(3, 300)):
        sides = [set(rows.hashes[dealt == fold].tolist()) for fold in (-1, 0, 1, 2)]
        for place, one in enumerate(sides):
            assert all(not one & other for other in sides[place + 1 :])


def test_a_bootstrap_draws_people_with_all_their_rows(small: Split) -> None:
    rows = training_rows.of_split(small)
    sample = bootstrap._bootstrap(rows, predictor(), 1)[0]
    whole = dict(zip(*np.unique(rows.hashes, return_counts=True), strict=True))
    drawn = dict(zip(*np.unique(sample.hashes, return_counts=True), strict=True))
    assert all(count % whole[person] == 0 for person, count in drawn.items())
    assert 0.5 < len(drawn) / len(whole) < 0.75


def test_somebody_who_comes_again_in_another_data_set_stays_where_they_are() -> None:
    first, second = make(150), make(150, seed=1)
    assert first.people is not None
    assert second.people is not None
    second.people[:40] = first.people[40:80]
    both = Rows(
        np.concatenate([first.matrix, second.matrix]),
        np.concatenate([first.labels, second.labels]),
        np.repeat(np.array([0, 1], np.int16), [len(first.labels), len(second.labels)]),
        (*first.sets, RowSet("f" * 64, "f" * 64, len(second.labels), 0)),
        Marks.together([first.marks, second.marks]),
    )
    found = step.split(predictor(), first, both)
    assert found.training_folds is not None
    assert found.anchor.folds is not None
    again = slice(len(first.labels), len(first.labels) + 40)
    assert np.array_equal(found.training_folds[:, again], found.anchor.folds[:, 40:80])


def test_too_few_people_are_told_as_people() -> None:
    rows = make(8, each=30)
    with pytest.raises(TrainingError, match="people"):
        step.split(predictor(), rows, rows)


def test_new_roles_make_a_new_evaluation_set() -> None:
    rows = make(150)
    ids = {
        step.anchor_id(predictor(roles=roles), rows)
        for roles in ({}, {"group": "patient"}, {"group": "person"}, patients.ROLES)
    }
    assert len(ids) == 4


def test_a_predictor_without_roles_keeps_its_sides_and_its_anchor() -> None:
    folder = PREDICTORS / "diabetes"
    declared = spec.read(folder)
    rows = Pool(folder, declared, Path("nowhere")).rows(("initial",))
    found = step.split(declared, rows, rows)
    assert found.anchor.id == "20b69e7dac95388d"
    digests = [
        hashlib.sha256(each.tobytes()).hexdigest()[:16]
        for each in (found.training_hashes, found.anchor.folds)
        if each is not None
    ]
    assert digests == ["a535db1f7c799119", "c5681fb37babadd2"]


def test_one_row_of_each_person_stands_for_them() -> None:
    rows = make(150)
    assert rows.people is not None
    chosen = of_people.one_of_each(rows.people)
    assert sorted(rows.people[chosen].tolist()) == sorted(of(rows.marks))
    # Not the first of each: which visit it is is drawn.
    assert len(set((chosen % 4).tolist())) == 4


def visits(people: int, each: int, seed: int) -> tuple[TrainingRows, TrainingRows]:
    """Rows told apart as rows, and as people's, of whom no input tells what makes most ill."""
    random = np.random.default_rng(seed)
    inputs = random.normal(size=(people, 5))
    hidden = random.normal(0, 2, people)
    whose = np.repeat(np.arange(people, dtype=np.uint64), each)
    matrix = (inputs[whose] + random.normal(0, 0.05, (len(whose), 5))).astype(np.float32)
    # The order of fields: Acid, Beers are numbers; the others must be codes.
    matrix[:, 2:] = np.clip(np.rint(matrix[:, 2:] + 1), 0, [2, 1, 2])
    odds = 1.5 * inputs[whose, 0] + hidden[whose] - 0.5
    labels = (random.random(len(whose)) < special.expit(odds)).astype(np.int8)
    hashes = row_hashes(matrix, "s")
    return TrainingRows(matrix, labels, hashes), TrainingRows(matrix, labels, whose, by_person=True)


@pytest.mark.slow
def test_rows_of_the_same_people_flatter_a_model_and_people_do_not() -> None:
    """350 people with four rows each: what the same model does for 2,000 others is the truth."""
    declared = predictor()
    forest = candidates.named("random_forest")
    parameters = {**forest.hyperparameters, "n_estimators": 25, "min_samples_leaf": 1}

    def measured(rows: TrainingRows) -> Interval:
        folds = rows.deal(5)
        said = fitting.out_of_fold(forest, parameters, rows.matrix, rows.labels, folds, declared, 1)
        found = intervals.auroc(rows.labels, said[np.newaxis], rows.people)
        assert found is not None
        return found

    off, held = [], 0
    for seed in range(10, 18, 2):
        as_rows, as_people = visits(350, 4, seed=seed)
        others, _ = visits(2_000, 1, seed=seed + 1)
        model = fitting.fit(forest, parameters, as_rows.matrix, as_rows.labels, declared, 1)
        truth = delong.placements(others.labels, model.predict_proba(others.matrix)[:, 1]).auroc
        flattered, honest = measured(as_rows), measured(as_people)
        assert flattered.low > truth + 0.03
        assert honest.high - honest.low > 1.3 * (flattered.high - flattered.low)
        off.append(honest.estimate - truth)
        held += honest.low < truth < honest.high
    assert held >= 3
    assert abs(np.mean(off)) < 0.025
