"""A version is judged by rows that nothing learns from, by the measures of a training."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn import metrics

from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.bundle.manifest import DataSet
from bellwether_contract.declaration import roles
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.storage.validations import Asked, Outcome
from bellwether_trainer.measures import evaluate
from bellwether_trainer.measures.metric_types import Chosen
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.records import Labels, Marks, TrainingError, quiet
from bellwether_trainer.rows import learned as rows_learned
from bellwether_trainer.rows.data import Loaded
from bellwether_trainer.validation.validate import validate
from tests import factories, made_up, patients, typed_reports

Judged = tuple[Outcome, dict[str, Any] | None]

NAMES = ["Acid", "Beers", "Drug", "Kidney", "Mood", "Gout"]
ROLE_NAMES = ["patient", "hospital", "admitted"]


def people(count: int, seed: int, *, shift: float = 0.0) -> list[list[str]]:
    """Rows of whose outcome the factories' model is exactly true; ``shift`` moves its log-odds."""
    random = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        acid = round(float(np.clip(random.normal(6, 1.5), 1, 15)), 1)
        beers, drug = int(random.poisson(4)), int(random.integers(3))
        kidney, mood = bool(random.random() < 0.2), int(random.integers(3))
        weighed = np.dot(factories.WEIGHTS, [acid, beers, drug, kidney, mood])
        p = 1 / (1 + np.exp(-(weighed + factories.BIAS + shift)))
        found.append(
            [
                str(acid),
                str(beers),
                ("none", "this", "that")[drug],
                "Yes" if kidney else "No",
                ("low", "middling", "high")[mood],
                "yes" if random.random() < p else "no",
            ]
        )
    return found


def table(rows: list[list[str]], names: list[str] = NAMES) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([names, *rows])
    return text.getvalue().encode()


def report_of(rows: int = 4000, seed: int = 1) -> dict[str, Any]:
    """What a training would report of the true model, on rows of its own."""
    labels, said = truth(people(rows, seed))
    found = evaluate.evaluate(
        Predictions.held_out(labels, said),
        chosen=Chosen("as declared", factories.THRESHOLD, None),
        prevalence=float(labels.mean()),
    )
    return {
        "evaluation": {"winner": asdict(found.challenger)},
        "calibration": asdict(found.calibration),
        "data": {"rows": rows, "positives": int(labels.sum()), "prevalence": float(labels.mean())},
    }


def truth(rows: list[list[str]]) -> tuple[Labels, Any]:
    """Labels, and what the model says, reckoned without any of ours."""
    codes = np.array(
        [
            [
                float(acid),
                float(beers),
                ("none", "this", "that").index(drug),
                kidney == "Yes",
                ("low", "middling", "high").index(mood),
            ]
            for acid, beers, drug, kidney, mood, *_ in rows
        ],
        dtype=np.float32,
    )
    labels = np.array([row[5] == "yes" for row in rows], dtype=np.int8)
    odds = codes @ np.array(factories.WEIGHTS, dtype=np.float32) + np.float32(factories.BIAS)
    return labels, 1 / (1 + np.exp(-odds.astype(np.float64)))


@pytest.fixture
def judge(tmp_path: Path) -> Callable[..., Judged]:
    """Judge a version of the true model, with the declaration changed by ``changes``, by a CSV."""

    def run(
        content: bytes,
        *,
        learned: bytes | None = None,
        trained: dict[str, Any] | None = None,
        **changes: Any,
    ) -> Judged:
        store = ModelStore(tmp_path / "models", tmp_path / "champions")
        sha256 = hashlib.sha256(learned or b"").hexdigest()
        sets = (DataSet(name="initial", sha256=sha256, rows=1),)
        version = factories.publish(store, 1, datasets=sets, **changes)
        bundle = Bundle.load(store.directory(made_up.NAME, version), made_up.NAME)
        path = tmp_path / "rows"
        path.write_bytes(content)

        def load(name: str) -> Loaded:
            if learned is None:
                raise TrainingError("it is gone")
            return loaded(learned, sha256)

        digest = hashlib.sha256(content).hexdigest()
        asked = Asked("0" * 32, version, True, None, digest, len(content), "operator", "2026")
        outcome, report = validate(path, bundle, trained or report_of(), asked, load, quiet)
        if report is not None:
            # What it repeats of the training's own is made up here, and says little.
            typed_reports.validation_report(report | {"training": {}})
        return outcome, report

    return run


def loaded(content: bytes, sha256: str) -> Loaded:
    rows = list(csv.reader(io.StringIO(content.decode())))[1:]
    labels, _ = truth(rows)
    codes = [
        [
            float(row[0]),
            float(row[1]),
            ("none", "this", "that").index(row[2]),
            row[3] == "Yes",
            ("low", "middling", "high").index(row[4]),
        ]
        for row in rows
    ]
    return Loaded(np.array(codes, dtype=np.float32), labels, sha256, Marks())


def figure(outcome: Outcome, name: str) -> dict[str, Any]:
    (found,) = [each for each in outcome.figures if each["name"] == name]
    return dict(found)


def test_the_figures_are_those_that_scikit_learn_finds_on_the_same_rows(
    judge: Callable[..., Judged],
) -> None:
    rows = people(3000, seed=2)
    outcome, report = judge(table(rows))
    labels, said = truth(rows)
    assert report is not None
    assert (outcome.status, outcome.rows, outcome.events) == ("done", 3000, labels.sum())
    found = report["evaluation"]["winner"]
    for name, wanted in {
        "auroc": metrics.roc_auc_score(labels, said),
        "auprc": metrics.average_precision_score(labels, said),
        "log_loss": metrics.log_loss(labels, said),
        "brier": metrics.brier_score_loss(labels, said),
        "recall": metrics.recall_score(labels, said >= factories.THRESHOLD),
        "precision": metrics.precision_score(labels, said >= factories.THRESHOLD),
    }.items():
        # In float32 a pair of people may be tied, or not.
        assert found[name] == pytest.approx(wanted, abs=5e-5), name
    told = report["calibration"]["observed_expected"]["estimate"]
    assert told == pytest.approx(labels.sum() / said.sum(), abs=1e-6)
    assert len(report["calibration"]["groups"]) == 10
    assert report["decision_curve"]["model"]
    flagged = said >= factories.THRESHOLD
    (point,) = (
        each for each in report["operating"]["points"] if each["threshold"] == factories.THRESHOLD
    )
    assert point["sensitivity"]["estimate"] == pytest.approx(flagged[labels == 1].mean(), abs=1e-3)
    assert report["threshold"]["value"] == factories.THRESHOLD


def test_a_true_model_differs_in_nothing_and_a_shifted_one_is_told(
    judge: Callable[..., Judged],
) -> None:
    outcome, report = judge(table(people(3000, seed=3)))
    assert report is not None
    assert [each["found"] for each in outcome.figures].count("differs") == 0
    assert figure(outcome, "slope")["here"]["low"] < 1 < figure(outcome, "slope")["here"]["high"]
    outcome, report = judge(table(people(3000, seed=3, shift=1.0)))
    intercept = figure(outcome, "intercept")
    assert (intercept["found"], intercept["words"].endswith("risks are too low here")) == (
        "differs",
        True,
    )
    assert intercept["z"] > 10
    assert intercept["here"]["low"] < 1.0 < intercept["here"]["high"]
    assert figure(outcome, "prevalence")["words"].endswith("more common here")
    assert figure(outcome, "auroc")["found"] == "alike"


@pytest.mark.nightly
@pytest.mark.slow
def test_true_models_are_rarely_told_to_differ(judge: Callable[..., Judged]) -> None:
    """Where nothing has changed, some figure differs in one validation of twenty at most."""
    trained = report_of(20_000)
    told = 0
    for seed in range(40):
        outcome, _ = judge(table(people(800, seed=100 + seed)), trained=trained)
        told += any(each["found"] == "differs" for each in outcome.figures)
    assert told <= 5


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row for row in people(200, seed=4) if row[5] == "no"], '"yes" for nobody'),
        (
            [row for row in people(200, seed=4) if row[5] == "no"]
            + [row for row in people(200, seed=4) if row[5] == "yes"][:3],
            '"yes" for fewer than 5 people',
        ),
        ([], "has no rows"),
    ],
    ids=["one outcome", "three events", "no rows"],
)
def test_too_few_of_an_outcome_are_refused_in_words(
    judge: Callable[..., Judged], rows: list[list[str]], said: str
) -> None:
    outcome, report = judge(table(rows))
    assert (outcome.status, report) == ("failed", None)
    assert said in " ".join(each.detail for each in outcome.faults)


def test_a_dozen_people_are_measured_and_told_to_be_few(judge: Callable[..., Judged]) -> None:
    rows = people(300, seed=5)
    some = [row for row in rows if row[5] == "no"][:7] + [r for r in rows if r[5] == "yes"][:6]
    outcome, report = judge(table(some))
    assert outcome.status == "done", outcome
    assert any("6 people with the outcome and 7 without are few" in w for w in outcome.warnings)
    assert all(each["found"] != "differs" or each["z"] for each in outcome.figures)
    assert report is not None


def test_every_fault_of_the_rows_is_named_with_its_line(judge: Callable[..., Judged]) -> None:
    outcome, report = judge(table([*people(60, seed=6), ["400", "1", "none", "No", "low", "no"]]))
    assert (outcome.status, outcome.count, report) == ("failed", 1, None)
    (fault,) = outcome.faults
    assert (fault.row, fault.column) == (62, "Acid")


def test_more_rows_than_a_small_worker_holds_are_refused(
    judge: Callable[..., Judged], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bellwether_trainer.validation.validate.ROWS_AT_MOST", 299)
    outcome, report = judge(table(people(300, seed=2)))
    assert (outcome.status, report) == ("failed", None)
    assert "has more than 299 rows" in outcome.faults[0].detail


def test_a_table_may_have_the_titles_that_the_declaration_keeps(
    judge: Callable[..., Judged],
) -> None:
    content = table(people(300, seed=9), ["Uric acid (mg)", *NAMES[1:]])
    outcome, report = judge(content, headings={"Acid": "Uric acid (mg)"})
    assert (outcome.error, report is not None) == (None, True)


def test_rows_beyond_the_version_are_counted_and_the_refused_ones_not_measured(
    judge: Callable[..., Judged],
) -> None:
    fields = made_up.declaration()["fields"]
    fields[0]["refusals"] = [{"at_least": 15.5, "reason": "No number is given for such blood."}]
    rows = people(400, seed=7)
    rows += [["16", "1", "none", "No", "low", "no"]] * 7
    outcome, report = judge(table(rows), fields=fields)
    assert report is not None
    assert (outcome.rows, report["beyond"]["refused"]) == (400, 7)
    assert report["beyond"]["refused_fields"] == {"Acid": 7}


def test_rows_that_were_learned_from_are_told(judge: Callable[..., Judged]) -> None:
    learned = people(600, seed=8)
    outcome, report = judge(table(learned), learned=table(learned))
    assert report is not None
    assert report["learned"]["file"] == "initial"
    assert "the file is the initial rows" in outcome.warnings[0]
    # A third of the file is learned rows, in another order: no file of the same bytes.
    outcome, report = judge(table([*people(200, seed=9), *learned[:100]]), learned=table(learned))
    assert report is not None
    assert report["learned"]["file"] is None
    assert report["learned"]["same"] >= 90
    assert "These rows were learned from" in outcome.warnings[0]
    # Other people have this and that in common with them.
    outcome, report = judge(table(people(300, seed=10)), learned=table(learned))
    assert report is not None
    assert not any("learned" in each for each in outcome.warnings)


def test_common_answers_are_not_taken_for_learned_rows(judge: Callable[..., Judged]) -> None:
    def coarse(seed: int) -> list[list[str]]:
        return [[str(round(float(row[0]) / 2) * 2 + 1), str(int(row[1]) // 3 * 3), *row[2:]]
                for row in people(800, seed=seed)]  # fmt: skip

    outcome, report = judge(table(coarse(11)), learned=table(coarse(12)))
    assert report is not None
    assert report["learned"]["same"] > 10
    assert not any("These rows were learned from" in each for each in outcome.warnings)


def test_what_was_learned_from_and_is_gone_is_told(judge: Callable[..., Judged]) -> None:
    outcome, _ = judge(table(people(300, seed=13)))
    assert any("could not be looked at" in each for each in outcome.warnings)


def of_patients(count: int, each: int, seed: int) -> list[list[str]]:
    random = np.random.default_rng(seed)
    rows = []
    for person, row in enumerate(people(count, seed=seed)):
        hashed = f"{roles.person('made-up/gout', patients.name(person)):016x}"
        site, year = ("North", "South")[person % 2], 2015 + int(random.integers(4))
        rows += [[*row, hashed, site, f"{year}-0{month + 1}-11"] for month in range(each)]
    return rows


def test_people_sites_and_times_are_told_where_the_file_carries_them(
    judge: Callable[..., Judged],
) -> None:
    rows = of_patients(600, 3, seed=14)
    outcome, report = judge(table(rows, [*NAMES, *ROLE_NAMES]), roles=patients.ROLES)
    assert report is not None
    assert (outcome.rows, outcome.people) == (1800, 600)
    alone, _ = judge(table([row[:6] for row in rows[::3]]), roles=patients.ROLES)
    # Three equal rows of a person tell no more than one of them.
    for each, single in zip(outcome.figures, alone.figures, strict=True):
        widths = [found["here"]["high"] - found["here"]["low"] for found in (each, single)]
        assert widths[0] == pytest.approx(widths[1], rel=0.1), each["name"]
    assert [site["site"] for site in report["sites"]["groups"]] == ["North", "South"]
    assert sum(site["n"] for site in report["sites"]["groups"]) == 600
    assert len(report["periods"]["groups"]) == 4
    assert all(each["within"] for each in report["periods"]["groups"])


def test_what_the_file_lacks_of_the_roles_is_said(judge: Callable[..., Judged]) -> None:
    outcome, report = judge(table(people(300, seed=15)), roles=patients.ROLES)
    assert report is not None
    assert (report["sites"], report["periods"], outcome.people) == (None, None, None)
    said = " ".join(report["roles"])
    for column in ("patient", "hospital", "admitted"):
        assert f"no column {column}" in said


def test_people_who_were_learned_from_are_told_by_their_hash(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models", tmp_path / "champions")
    sets = (DataSet(name="initial", sha256="1" * 64, rows=1),)
    version = factories.publish(store, 1, datasets=sets, roles=patients.ROLES)
    bundle = Bundle.load(store.directory(made_up.NAME, version), made_up.NAME)
    known = loaded(table(people(200, seed=16)), "1" * 64)
    hashes = np.arange(200, dtype=np.uint64) + np.uint64(1 << 63)
    known = known._replace(marks=replace(known.marks, people=hashes))
    new = loaded(table(people(100, seed=17)), "2" * 64)
    found = rows_learned.learned(
        bundle.manifest, bundle.predictor, lambda _: known,
        matrix=new.matrix, labels=new.labels, people=hashes[150:].repeat(2), sha256="2" * 64,
    )  # fmt: skip
    assert found.people == 50
    assert "other rows of 50 of these people" in found.warnings[0]
