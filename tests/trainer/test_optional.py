"""What may be left unknown at prediction is proven by leaving it unknown in rows that measure."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.bundle.manifest import PLAUSIBLE
from bellwether_contract.bundle.plausible import Document
from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.declaration import spec
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.storage.store import ModelStore
from bellwether_trainer.models import (
    blanking,
    candidates,
    compare,
    conditionals,
    export,
    flags,
    training_rows,
)
from bellwether_trainer.models.blanking import Optional
from bellwether_trainer.models.candidates import CANDIDATES
from bellwether_trainer.models.fitting import fit_recipe
from bellwether_trainer.models.pipelines import FLAGS
from bellwether_trainer.models.training_rows import TrainingRows
from bellwether_trainer.records import CandidateRecipe, Marks, Rows, Split, quiet
from bellwether_trainer.rows.folds import row_hashes
from bellwether_trainer.rows.pool import Pool
from bellwether_trainer.rows.split import split as split_rows
from tests import made_up
from tests.trainer.test_pipeline import PREDICTORS, report, train

LOGISTIC = candidates.named("logistic_regression")


def asking(predictor: Predictor, *names: str) -> Predictor:
    fields = tuple(
        field.model_copy(update={"optional": field.name in names}) for field in predictor.fields
    )
    return predictor.model_copy(update={"fields": fields})


def shipped(name: str, tmp_path: Path, part: int = 1) -> tuple[Predictor, Split]:
    predictor = spec.read(PREDICTORS / name)
    rows = Pool(PREDICTORS / name, predictor, tmp_path).rows(("initial",))
    some = Rows(rows.matrix[::part], rows.labels[::part], rows.origins[::part], rows.sets, Marks())
    return predictor, split_rows(predictor, some, some)


def blanked(predictor: Predictor, split: Split, recipe: CandidateRecipe) -> Optional:
    rows = training_rows.of_split(split)
    folds = rows.deal(3) if recipe.calibration != "none" else None
    model = fit_recipe(recipe, rows.matrix, rows.labels, folds, predictor, 1)
    scorer = Scorer(export.convert(model, split.training.shape[1]), split.training.shape[1])
    found = blanking.optional(recipe, scorer, split, predictor, 1, quiet)
    for each in found.fields:
        print(predictor.name, each)  # noqa: T201  # the figures, where a test is asked for them
    return found


def logistic(rows: int) -> CandidateRecipe:
    return CandidateRecipe(LOGISTIC.name, candidates.declared(LOGISTIC, rows), "none")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "part", "fields"),
    [
        ("diabetes", 1, ("Glucose", "BloodPressure", "BMI", "DiabetesPedigreeFunction")),
        pytest.param(
            *("heart", 4, ("BMI", "SleepTime", "PhysicalHealth", "GenHealth", "Race", "Smoking")),
            marks=pytest.mark.nightly,
        ),
    ],
)
def test_blanked_fields_cost_no_more_than_never_having_had_them(
    name: str, part: int, fields: tuple[str, ...], tmp_path: Path
) -> None:
    declared, split = shipped(name, tmp_path, part)
    predictor = asking(declared, *fields)
    found = blanked(predictor, split, logistic(len(split.training_labels)))
    assert [each.field for each in found.fields if each.offered] == [
        field.name for field in declared.fields if field.name in fields
    ]
    for each in found.fields:
        assert each.difference is not None
        assert each.difference < blanking.WORSE
        assert each.observed_expected is not None
        assert each.observed_expected.low < 1 < each.observed_expected.high
    assert found.plausible is not None
    assert set(found.plausible.fields) == set(fields)


def made(
    tmp_path: Path, columns: dict[str, Any], labels: Any, optional: tuple[str, ...]
) -> tuple[Predictor, Split]:
    """A predictor of numbers and yes and no, which are those columns of 0 and 1."""
    fields = [
        {"name": name, "label": name, "optional": name in optional,
         **({"type": "boolean", "example": False} if set(np.unique(values)) <= {0.0, 1.0} else
            {"type": "number", "minimum": -99, "maximum": 99, "example": 0,
             **({"missing": {}} if np.isnan(values).any() else {})})}
        for name, values in columns.items()
    ]  # fmt: skip
    document = made_up.declaration(
        fields=fields, sections=[{"title": "All", "fields": list(columns)}]
    )
    predictor = spec.Predictor.model_validate(document)
    matrix = np.column_stack(list(columns.values())).astype(np.float32)
    rows = Rows(matrix, labels.astype(np.int8), np.zeros(len(labels), dtype=np.int16), ())
    named = Pool(
        made_up.write(tmp_path / "predictors"), spec.read(tmp_path / "predictors" / made_up.NAME),
        tmp_path,
    ).rows(("initial",)).sets  # fmt: skip
    rows = Rows(matrix, rows.labels, rows.origins, named)
    return predictor, split_rows(predictor, rows, rows)


@pytest.mark.slow
def test_a_field_whose_plausible_values_are_missed_stays_required(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    n = 3_000
    a, b = random.integers(0, 2, (2, n))
    # It hangs on both together, which a model of trees sees where it lacks the field.
    both = a ^ b
    labels = random.random(n) < np.where(both, 0.45, 0.1)
    columns = {"A": a, "B": b, "Both": both, "C": random.normal(size=n)}
    predictor, split = made(tmp_path, columns, labels, ("Both", "C"))
    forest = candidates.named("random_forest")
    recipe = CandidateRecipe(forest.name, candidates.declared(forest, n), "none")
    found = blanked(predictor, split, recipe)
    failed, fine = found.fields
    assert not failed.offered
    assert failed.why is not None
    assert "nats more than those of a model that has never had it" in failed.why
    assert fine.offered
    assert found.plausible is not None
    assert found.plausible.fields == ("C",)


def test_of_too_few_people_nothing_is_plausible(tmp_path: Path) -> None:
    random = np.random.default_rng(6)
    labels = random.random(600) < 0.3
    rare = np.zeros(600)
    rare[:8] = 1
    columns = {"Rare": rare, "C": random.normal(size=600)}
    predictor, split = made(tmp_path, columns, labels, ("Rare",))
    found = blanked(predictor, split, logistic(600))
    assert found.plausible is None
    (only,) = found.fields
    assert not only.offered
    assert only.why is not None
    assert "too few people" in only.why


def test_levels_are_means_of_many_and_no_extreme() -> None:
    random = np.random.default_rng(7)
    column = np.concatenate([np.zeros(300), random.exponential(5, 500), [90.0]]).astype(np.float32)
    found = conditionals.bins(column)
    counts = [int(((column >= low) & (column <= high)).sum()) for low, high in found]
    assert sum(counts) == len(column)
    assert min(counts) >= conditionals.LEVEL_ROWS
    assert len(counts) <= conditionals.LEVELS + 1
    # What many hold stands alone.
    assert found[0] == (0.0, 0.0)


@pytest.mark.slow
def test_a_version_carries_the_sampler_of_what_was_proven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "CANDIDATES", CANDIDATES[:2])
    fields = made_up.declaration()["fields"]
    for field in fields:
        field["optional"] = field["name"] in ("Beers", "Mood")
    store = ModelStore(tmp_path / "models", tmp_path / "champions")
    published = train(made_up.write(tmp_path / "predictors", fields=fields), store)
    document = report(store, made_up.NAME, published.version)
    assert [each["field"] for each in document["optional"]] == ["Beers", "Mood"]
    offered = {each["field"] for each in document["optional"] if each["offered"]}
    assert offered
    directory = store.directory(made_up.NAME, published.version)
    bundle = Bundle.load(directory, made_up.NAME)
    assert bundle.plausible is not None
    assert set(bundle.plausible.fields) == offered
    told = {field.name for field in bundle.predictor.fields if field.optional}
    assert told == offered
    sampler = Document.model_validate(json.loads((directory / PLAUSIBLE).read_text()))
    content = (tmp_path / "predictors" / made_up.NAME / "data.csv").read_text()
    beers = [float(row["Beers"]) for row in csv.DictReader(io.StringIO(content))]
    levels = {each.field: each.levels for each in sampler.fields}
    if "Beers" in levels:
        assert max(levels["Beers"]) < max(beers)
    inputs = made_up.example()
    for name in offered:
        del inputs[name]
    scored = bundle.scored(bundle.encoder.record(inputs))
    spread = scored.spreads[0]
    assert set(spread.unknown) == offered
    assert 0 < spread.low <= scored.probabilities[0] <= spread.high < 1


@pytest.mark.parametrize("tells", [True, False])
def test_a_column_for_being_unknown_stands_where_that_tells_something(
    tells: bool, tmp_path: Path
) -> None:
    flagged = 0
    for seed in range(5):
        random = np.random.default_rng(seed)
        n = 2_000
        acid, other = random.normal(size=(2, n))
        odds = acid - 1.5
        unknown = random.random(n) < 0.3
        # A test that is made of those who seem ill: whoever lacks it is well.
        labels = random.random(n) < 1 / (1 + np.exp(-(odds - 1.0 * (unknown & tells))))
        columns = {"Acid": np.where(unknown, np.nan, acid), "Other": other}
        predictor, _ = made(tmp_path / str(seed), columns, labels, ())
        matrix = np.column_stack(list(columns.values())).astype(np.float32)
        hashes = row_hashes(matrix, "salt")
        found = flags.choose(TrainingRows(matrix, labels.astype(np.int8), hashes), predictor)
        assert found in ({}, {FLAGS: "Acid"})
        flagged += bool(found)
    assert flagged == 5 if tells else flagged <= 1


def test_of_many_fields_all_columns_together_have_to_gain_first(
    tmp_path: Path,
) -> None:
    random = np.random.default_rng(1)
    n = 600
    acid, *others = random.normal(size=(8, n))
    unknown = random.random(n) < 0.3
    labels = random.random(n) < 1 / (1 + np.exp(-(acid - 1.0 - 0.7 * unknown)))
    columns = {"Acid": np.where(unknown, np.nan, acid)}
    for place, other in enumerate(others):
        columns[f"Other{place}"] = np.where(random.random(n) < 0.3, np.nan, other)

    def flagged(fields: int) -> dict[str, str]:
        some = dict(list(columns.items())[:fields])
        predictor, _ = made(tmp_path / str(fields), some, labels, ())
        matrix = np.column_stack(list(some.values())).astype(np.float32)
        hashes = row_hashes(matrix, "salt")
        return flags.choose(TrainingRows(matrix, labels.astype(np.int8), hashes), predictor)

    assert flagged(1) == {FLAGS: "Acid"}
    assert flagged(8) == {}


@pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda each: each.name)
def test_every_candidate_takes_the_column_through_its_graph(
    candidate: candidates.Candidate, tmp_path: Path
) -> None:
    random = np.random.default_rng(3)
    acid, other = random.normal(size=(2, 600))
    unknown = random.random(600) < 0.4
    labels = (random.random(600) < np.where(unknown, 0.1, 0.6)).astype(np.int8)
    columns = {"Acid": np.where(unknown, np.nan, acid), "Other": other}
    predictor, _ = made(tmp_path, columns, labels, ())
    matrix = np.column_stack(list(columns.values())).astype(np.float32)
    told = []
    for more in ({}, {FLAGS: "Acid Gone"}):
        recipe = CandidateRecipe(
            candidate.name, {**candidates.declared(candidate, 600), **more}, "none"
        )
        model = fit_recipe(recipe, matrix, labels, None, predictor, 1)
        scorer = Scorer(export.convert(model, 2), 2)
        assert export.largest_difference(model, scorer, matrix) < export.PARITY_TOLERANCE
        lacking = scorer.probabilities(np.array([[np.nan, 0.0]], dtype=np.float32))[0]
        median = float(np.nanmedian(matrix[:, 0]))
        known = scorer.probabilities(np.array([[median, 0.0]], dtype=np.float32))[0]
        told.append(float(known - lacking))
    assert told[0] == pytest.approx(0, abs=1e-5)
    assert told[1] > 0.2
