"""A column that is known too late, or that names people, is asked about; honest ones are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bellwether_contract.declaration import spec
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.storage.store import ModelStore
from bellwether_trainer.models import compare
from bellwether_trainer.models.candidates import CANDIDATES
from bellwether_trainer.records import Labels, Published
from bellwether_trainer.rows import data, leaks, names
from bellwether_trainer.training import pipeline
from tests import made_up, typed_reports

PREDICTORS = Path(__file__).parents[2] / "predictors"

ROWS = 600


@pytest.mark.parametrize(
    "name",
    [
        "followup_days", "FollowUpTime", "followUpDays", "FUTIME", "fu_days", "time", "Days",
        "survival_months", "time_to_event", "OS_time", "timeToDeath", "age_at_death", "date",
        "DischargeDate", "LOS_days", "length_of_stay", "ICUStay", "apgar5", "Apgar_1min", "BWT",
        "birth_weight", "WeightAtBirth", "vital_status",
    ],
)  # fmt: skip
def test_a_name_that_speaks_of_what_comes_afterwards_is_seen_in_every_form(name: str) -> None:
    found = names.says(name, "Something")
    assert found is not None
    assert found[0] == "afterwards"


@pytest.mark.parametrize(
    "name",
    [
        "bedtime", "SleepTime", "prothrombin_time", "residence_time", "nasal_discharge", "update",
        "date_of_birth", "family_death", "time_since_diagnosis", "prior_surgery", "weight", "Age",
        "PhysicalHealth", "paid", "humid", "candidate", "overstay", "stage", "smoking_status",
    ],
)  # fmt: skip
def test_a_name_alone_does_not_shout_at_everybody(name: str) -> None:
    assert names.says(name, "Days of poor health, up to date") is None


@pytest.mark.parametrize("label", ["Follow-up in days", "Weight at birth", "Length of stay"])
def test_a_label_that_speaks_of_it_is_seen_where_the_name_does_not(label: str) -> None:
    assert names.says("x7", label) is not None


def predictor(*fields: dict[str, Any]) -> Predictor:
    """A declaration of ``fields``, each with what a number needs."""
    number = {"type": "number", "label": "Something", "minimum": -1e6, "maximum": 1e6, "example": 1}
    words = {"label": "Something"}
    whole = [
        {**(number if field.get("type") in (None, "integer") else words), **field}
        for field in fields
    ]
    section = {"title": "All", "fields": [field["name"] for field in fields]}
    document = made_up.declaration(fields=whole, sections=[section])
    return spec.parse(json.dumps(document))


def outcome(share: float = 0.3) -> Labels:
    return (np.random.default_rng(3).random(ROWS) < share).astype(np.int8)


def asked(column: Any, labels: Labels, **field: Any) -> leaks.Question | None:
    """The question that one column raises."""
    matrix: Matrix = np.asarray(column, dtype=np.float32).reshape(-1, 1)
    found = leaks.questions(predictor({"name": "x7", **field}), matrix, labels)
    return found[0] if found else None


def followed_up(labels: Labels) -> Matrix:
    """Noised days of follow-up as in R's colon: who dies is followed for a shorter time."""
    random = np.random.default_rng(5)
    until_death, until_now = random.exponential(700, ROWS), random.normal(2300, 450, ROWS)
    days = np.where(labels == 1, until_death, until_now) * random.normal(1, 0.1, ROWS)
    return days.astype(np.float32)


def test_a_renamed_and_noised_time_of_follow_up_is_asked_about() -> None:
    labels = outcome()
    question = asked(followed_up(labels), labels)
    assert question is not None
    assert question.auroc is not None
    assert 0.9 < question.auroc < 0.97
    assert question.kinds == ("dominates",)
    assert f"{question.auroc:.3f}" in question.words
    assert 'known_before: "at admission"' in question.words
    assert '"name: x7"' in question.words
    assert leaks.unanswered((question,)) == (question.words,)


def test_an_answered_question_stays_to_be_printed_and_holds_nothing_back() -> None:
    labels = outcome()
    question = asked(followed_up(labels), labels, known_before="at the biopsy")
    assert question is not None
    assert question.answer == "at the biopsy"
    assert leaks.unanswered((question,)) == ()


def test_chance_is_not_asked_about() -> None:
    labels, random = outcome(), np.random.default_rng(11)
    assert asked(random.normal(size=ROWS), labels) is None
    # Nearly every choice is somebody's alone: in sample it tells everything.
    choices = [f"town {place}" for place in range(29)]
    place = random.integers(0, 29, ROWS)
    assert asked(place, labels, type="category", choices=choices, example=choices[0]) is None
    assert asked(random.poisson(60, ROWS), labels, type="integer") is None


@pytest.mark.parametrize(
    "column",
    [
        np.repeat(np.arange(200), 3),
        np.repeat(np.random.default_rng(1).permutation(5000)[:200], 3),
        np.random.default_rng(2).permutation(np.repeat(np.arange(200), 3)),
        np.random.default_rng(2).permutation(ROWS) + 70_001,
    ],
    ids=["in order", "together", "shuffled", "each its own"],
)
def test_numbers_of_people_or_rows_are_asked_about_whatever_their_name(column: Any) -> None:
    question = asked(column, outcome(), type="integer")
    assert question is not None
    assert "identifier" in question.kinds
    assert "different values in 600 rows" in question.words


def test_an_age_at_a_treatment_is_no_treatment() -> None:
    assert names.says("Age_at_surgery", "Age at surgery") is None
    assert names.says("surgery", "Surgery") is not None
    assert names.says("age_at_death", "Age at death") is not None


def test_nobody_is_asked_when_an_age_or_a_sex_is_known() -> None:
    for name in ("age", "AgeCategory", "patient_sex", "Race"):
        assert names.known_at_any_time(name)
    for name in ("stage", "dosage", "sexual_history_time", "trace"):
        assert not names.known_at_any_time(name)
    for name, label in (("Alter_Jahre", "Alter (Jahre)"), ("Column1", "Возраст"), ("ge", "Âge")):
        assert names.known_at_any_time(name, label)
    assert not names.known_at_any_time("Column2", "Возраст опухоли")


def test_a_category_of_names_and_a_name_of_an_identifier_are_asked_about() -> None:
    choices = [f"person {place}" for place in range(150)]
    column = np.random.default_rng(4).integers(0, 150, ROWS)
    field = {"type": "category", "choices": choices, "example": choices[0]}
    question = asked(column, outcome(), **field)
    assert question is not None
    assert question.kinds == ("identifier",)
    assert asked(np.random.default_rng(4).normal(size=ROWS), outcome(), name="PatientID")


def test_what_hardly_anybody_has_without_the_outcome_is_asked_about() -> None:
    labels = outcome()
    some = (labels == 1) & (np.arange(ROWS) % 4 == 0)
    question = asked(some, labels, type="boolean", example=False)
    assert question is not None
    assert question.kinds == ("afterwards",)
    assert '"yes" stands in ' in question.words
    unknown = np.where(some, np.nan, np.random.default_rng(6).normal(size=ROWS))
    question = asked(unknown, labels, missing={})
    assert question is not None
    assert '"unknown" stands in ' in question.words


def test_a_treatment_is_asked_about_only_where_it_goes_with_the_outcome() -> None:
    labels, random = outcome(), np.random.default_rng(8)
    field = {"name": "dialysis", "type": "boolean", "example": False}
    assert asked(random.random(ROWS) < 0.4, labels, **field) is None
    question = asked(random.random(ROWS) < np.where(labels == 1, 0.7, 0.2), labels, **field)
    assert question is not None
    assert question.kinds == ("name",)


def test_most_of_the_importance_is_asked_about_where_there_are_others_to_share_it() -> None:
    three = predictor({"name": "a"}, {"name": "b", "known_before": "from birth"}, {"name": "c"})
    points = {"a": 2.0, "b": 6.0, "c": 1.0}
    (question,) = leaks.with_importance((), three, points, 0.8)
    assert (question.field, question.kinds, question.answer) == ("b", ("dominates",), "from birth")
    assert "it carries 67 % of" in question.words
    assert leaks.with_importance((), three, {"a": 2.0, "b": 3.0, "c": 1.0}, 0.8) == ()
    # Of a model that tells little, one field mostly carries most.
    assert leaks.with_importance((), three, points, 0.7) == ()
    two = predictor({"name": "a"}, {"name": "b"})
    assert leaks.with_importance((), two, {"a": 1.0, "b": 9.0}, 0.8) == ()


@pytest.mark.parametrize("name", ["diabetes", "heart"])
def test_the_shipped_predictors_leave_no_question_open(name: str) -> None:
    folder = PREDICTORS / name
    declared = spec.read(folder)
    rows = data.initial(folder, declared)
    assert leaks.questions(declared, rows.matrix, rows.labels) == ()


@pytest.mark.slow
def test_a_version_is_published_once_the_declaration_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "CANDIDATES", CANDIDATES[:1])
    store = ModelStore(tmp_path / "models", tmp_path / "champions")
    fields = made_up.declaration()["fields"]
    answered = fields[0].pop("known_before")

    def train(job: str) -> tuple[Published, dict[str, Any]]:
        folder = made_up.write(tmp_path / job, fields=fields)
        published = pipeline.run(
            folder, store, job=job, threads=1, progress=lambda *_: None, data_dir=tmp_path,
            effort="quick",
        )  # fmt: skip
        written = store.directory(made_up.NAME, published.version) / "report.json"
        return published, typed_reports.version_report(json.loads(written.read_text()))

    held, document = train("asked")
    assert held.outcome == "candidate"
    assert store.champion(made_up.NAME) is None
    assert held.version in store.versions(made_up.NAME)
    (reason,) = held.reasons
    assert 'write known_before: "at admission"' in reason
    assert document["ending"] == {"outcome": "candidate", "reasons": [reason], "reason_codes": None}
    (question,) = document["questions"]
    assert (question["field"], question["answer"]) == ("Acid", None)
    assert question["auroc"] > 0.8

    fields[0]["known_before"] = answered
    published, document = train("answered")
    assert published.accepted
    champion = store.champion(made_up.NAME)
    assert champion is not None
    assert champion.version == published.version
    assert document["questions"][0]["answer"] == answered
