"""The whole training, step by step, on the real diabetes rows and on made-up ones."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bellwether_contract.bundle import Bundle, Effort
from bellwether_contract.errors import InvalidDeclaration
from bellwether_contract.jobs import Stage
from bellwether_contract.store import ModelStore
from bellwether_trainer import pipeline
from bellwether_trainer.measures import gate
from bellwether_trainer.measures.verdict import Decision
from bellwether_trainer.models import compare
from bellwether_trainer.models.candidates import CANDIDATES
from bellwether_trainer.records import JobCancelled, Published
from tests import made_up

PREDICTORS = Path(__file__).parents[2] / "predictors"


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models", tmp_path / "champions")


@pytest.fixture
def two_candidates(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two fastest candidates, where the test is about something else."""
    monkeypatch.setattr(compare, "CANDIDATES", CANDIDATES[:2])


def train(
    folder: Path,
    store: ModelStore,
    job: str = "a-job",
    told: list[Any] | None = None,
    effort: Effort = "quick",
) -> Published:
    def progress(stage: Stage, share: float, message: str | None) -> None:
        if told is not None:
            told.append((stage, share, message))

    return pipeline.run(
        folder,
        store,
        job=job,
        threads=1,
        progress=progress,
        data_dir=folder.parent.parent / "data",
        effort=effort,
    )


def report(store: ModelStore, name: str, version: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        (store.directory(name, version) / "report.json").read_text()
    )
    return document


def test_the_diabetes_model_is_published_with_every_figure(store: ModelStore) -> None:
    told: list[tuple[Stage, float, str | None]] = []
    published = train(PREDICTORS / "diabetes", store, told=told)
    assert published.accepted
    champion = store.champion("diabetes")
    assert champion is not None
    assert champion.version == published.version

    bundle = Bundle.load(store.directory("diabetes", published.version), "diabetes")
    example = bundle.encoder.record(bundle.predictor.example())
    assert bundle.scorer.probabilities(example)[0] < 0.5

    glucose = bundle.manifest.seen[1] if bundle.manifest.seen else None
    assert glucose is not None
    assert (glucose.low, glucose.high, glucose.unknown) == (44, 199, True)

    document = report(store, "diabetes", published.version)
    assert document["importance"]["fields"][0]["name"] == "Glucose"
    assert len(document["candidates"]) == 6
    losses = {c["name"]: c["metrics"]["log_loss"] for c in document["candidates"]}
    assert document["winner"] == min(losses, key=lambda name: losses[name])
    assert (document["effort"], document["size"]) == ("quick", "small")
    assert document["threshold"]["value"] == bundle.threshold == 0.2
    measured = document["evaluation"]
    assert measured["winner"]["log_loss"] < measured["plain_logistic"]["log_loss"]
    assert measured["plain_logistic"]["log_loss"] < measured["reference"]["metrics"]["log_loss"]
    assert measured["reference"]["metrics"]["log_loss"] < measured["always_no"]["log_loss"]
    assert document["refits"]["count"] == 30
    assert document["parity"]["largest_difference"] <= 1e-5
    assert document["parity"]["rows"] == 768
    assert document["data"]["missing"]["Insulin"] == 374
    shares = [share for _, share, _ in told]
    assert shares == sorted(shares)
    assert [stage for i, (stage, _, _) in enumerate(told) if stage != told[i - 1][0]] == [
        "data", "split", "candidates", "fit", "evaluate", "gate", "export", "publish",
    ]  # fmt: skip


@pytest.mark.usefixtures("two_candidates")
def test_a_third_predictor_is_a_third_folder(store: ModelStore, tmp_path: Path) -> None:
    published = train(made_up.write(tmp_path / "predictors"), store)
    bundle = Bundle.load(store.directory(made_up.NAME, published.version), made_up.NAME)
    known = bundle.predictor.example()
    unknown = known | {"Acid": None, "Drug": None}
    scores = bundle.scorer.probabilities(bundle.encoder.records([known, unknown], ["/0", "/1"]))
    assert ((scores > 0) & (scores < 1)).all()


@pytest.mark.usefixtures("two_candidates")
def test_a_retrained_model_is_measured_against_the_champion(
    store: ModelStore, tmp_path: Path
) -> None:
    folder = made_up.write(tmp_path / "predictors")
    told: list[tuple[Stage, float, str | None]] = []
    train(folder, store, "first")
    second = train(folder, store, "second", told)
    # The champion is made again in 50 folds, then the challenger in refits.
    shares = [share for _, share, _ in told]
    assert shares == sorted(shares)
    document = report(store, made_up.NAME, second.version)
    measured = document["evaluation"]
    # Same rows, same seeds: champion and challenger are the same model.
    assert measured["champion"]["log_loss"] == pytest.approx(measured["winner"]["log_loss"])
    assert second.accepted
    assert document["gate"]["comparisons"] == store.comparisons(made_up.NAME) == 2
    # And the same rows: no field has moved.
    assert second.stability == dict.fromkeys(made_up.example(), 0.0)
    assert len(store.versions(made_up.NAME)) == 2


@pytest.mark.usefixtures("two_candidates")
def test_a_rejected_version_is_kept_and_changes_nothing(
    store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made_up.write(tmp_path / "predictors")
    first = train(folder, store, "first")
    worse = Decision(False, ("made worse",), (), anchor="an anchor", comparisons=1)
    monkeypatch.setattr(gate, "decide", lambda *_, **__: worse)
    second = train(folder, store, "second")
    assert not second.accepted
    champion = store.champion(made_up.NAME)
    assert champion is not None
    assert champion.version == first.version
    assert second.version in store.versions(made_up.NAME)
    assert store.history(made_up.NAME)[0].event == "rejected"
    assert store.history(made_up.NAME)[0].reason == "made worse"


@pytest.mark.usefixtures("two_candidates")
def test_a_job_publishes_once_however_often_it_runs(store: ModelStore, tmp_path: Path) -> None:
    folder = made_up.write(tmp_path / "predictors")
    first = train(folder, store, "the same job")
    again = train(folder, store, "the same job")
    assert again == first
    assert store.versions(made_up.NAME) == [first.version]
    assert len(store.history(made_up.NAME)) == 1


@pytest.mark.usefixtures("two_candidates")
def test_a_job_killed_between_version_and_pointer_is_finished_by_its_next_run(
    store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """Nothing in the code catches it, as nothing catches a kill."""

    def die(*_: object) -> None:
        raise Killed

    folder = made_up.write(tmp_path / "predictors")
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", die)
        with pytest.raises(Killed):
            train(folder, store, "killed")
    assert store.champion(made_up.NAME) is None
    published = train(folder, store, "killed")
    champion = store.champion(made_up.NAME)
    assert champion is not None
    assert champion.version == published.version
    assert store.versions(made_up.NAME) == [published.version]
    assert len(store.history(made_up.NAME)) == 1


def test_a_cancelled_job_stops_and_publishes_nothing(store: ModelStore) -> None:
    def progress(stage: Stage, share: float, message: str | None) -> None:
        if message == "Decision Tree, fold 1 of 5":
            raise JobCancelled("enough")

    with pytest.raises(JobCancelled):
        pipeline.run(
            PREDICTORS / "diabetes",
            store,
            job="x",
            threads=1,
            progress=progress,
            data_dir=Path("nowhere"),
            effort="quick",
        )
    assert store.versions("diabetes") == []


def test_a_faulty_declaration_is_no_training(store: ModelStore, tmp_path: Path) -> None:
    folder = made_up.write(tmp_path / "predictors", fields=[])
    with pytest.raises(InvalidDeclaration, match="/fields"):
        train(folder, store)


@pytest.mark.usefixtures("two_candidates")
@pytest.mark.parametrize(
    ("changes", "why"),
    [({"salt": "another"}, "another salt"), ({"fields": None}, "trained with other fields")],
)
def test_a_challenger_that_cannot_be_compared_is_an_operators_decision(
    store: ModelStore, tmp_path: Path, changes: dict[str, Any], why: str
) -> None:
    train(made_up.write(tmp_path / "first"), store, "first")
    if changes.get("fields", ...) is None:
        fields = made_up.declaration()["fields"]
        changes = {"fields": [fields[1], fields[0], *fields[2:]]}
    second = train(made_up.write(tmp_path / "second", **changes), store, "second")
    assert not second.accepted
    assert why in second.reasons[0]
    assert "an operator may promote" in second.reasons[0]
