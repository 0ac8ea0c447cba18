"""From a clean CSV to answers: drafted, written, checked, trained. No line of Python in between."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.declaration.drafts import PLACEHOLDER
from bellwether_contract.storage.store import ModelStore
from bellwether_trainer.models import compare
from bellwether_trainer.models.candidates import CANDIDATES
from bellwether_trainer.training import pipeline
from tests import made_up
from tools.drafting import check, new


@pytest.fixture
def drafted(tmp_path: Path) -> Path:
    source = tmp_path / "rows.csv"
    source.write_bytes(made_up.rows(400))
    new.draft(source, "Gout", "gout", tmp_path / "predictors")
    return tmp_path / "predictors/gout"


def write_what_is_asked(folder: Path) -> None:
    """What the person does: words instead of every placeholder."""
    for name in ("predictor.yaml", "README.md"):
        text = (folder / name).read_text()
        (folder / name).write_text(re.sub(rf"{PLACEHOLDER}: [^'\n]*", "Made-up people.", text))


def answer_what_is_asked(folder: Path) -> None:
    """What the person does about a field that carries most of the model."""
    (question,) = [each for each in check.check(folder) if each.weight == "warning"]
    assert "Acid may be known only after the outcome" in question.what
    path = folder / "predictor.yaml"
    text = path.read_text()
    name = re.search(r"^( *)- name: ['\"]?Acid['\"]?$", text, re.MULTILINE)
    assert name is not None
    line = f"\n{name[1]}  known_before: when blood is taken"
    path.write_text(text[: name.end()] + line + text[name.end() :])


def test_a_draft_is_written_checked_trained_and_answers(
    drafted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "CANDIDATES", CANDIDATES[:2])
    assert any(finding.weight == "fault" for finding in check.check(drafted))
    write_what_is_asked(drafted)
    answer_what_is_asked(drafted)
    assert {finding.weight for finding in check.check(drafted)} <= {"note"}

    store = ModelStore(tmp_path / "models", tmp_path / "champions")
    published = pipeline.run(
        drafted,
        store,
        job="a-job",
        threads=1,
        progress=lambda *_: None,
        data_dir=tmp_path / "data",
        effort="quick",
    )
    assert published.accepted, published.reasons
    bundle = Bundle.load(store.directory("gout", published.version), "gout")
    example = bundle.predictor.example()
    sick = bundle.encoder.record(example | {"Acid": 10, "Kidney": True})
    well = bundle.encoder.record(example | {"Acid": 3, "Kidney": False})
    unknown = bundle.encoder.record(example | {"Acid": None, "Drug": None})
    for record in (sick, well, unknown):
        assert 0 < bundle.scorer.probabilities(record)[0] < 1
    assert bundle.scorer.probabilities(sick)[0] > bundle.scorer.probabilities(well)[0] + 0.3
