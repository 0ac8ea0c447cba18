"""A predictor whose versions former releases have trained is trained on, and signed from now on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.storage.validations import Asked, ValidationStore
from bellwether_trainer.models import compare
from bellwether_trainer.models.candidates import CANDIDATES
from bellwether_trainer.training import pipeline
from bellwether_trainer.worker import validating
from bellwether_trainer.worker.config import TrainerSettings
from tests import former_volumes, made_up
from tests.signing_keys import Signing

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "written",
    [
        *(pytest.param(each, marks=pytest.mark.nightly) for each in former_volumes.FORMATS[:-1]),
        former_volumes.FORMATS[-1],
    ],
)
def test_the_next_training_meets_them_and_is_signed(
    tmp_path: Path, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "CANDIDATES", CANDIDATES[:1])
    signing = Signing(tmp_path, tmp_path / "models", tmp_path / "champions")
    former_volumes.put(written, signing.models, signing.champions)
    signing.say("init")
    folder = made_up.write(tmp_path / "predictors", content=made_up.few_rows(240, 100))
    store = signing.store
    met = store.champion(made_up.NAME)
    assert met is not None
    published = pipeline.run(
        folder,
        store,
        job="after the upgrade",
        threads=1,
        progress=lambda *_: None,
        effort="quick",
        data_dir=tmp_path / "data",
    )
    directory = store.directory(made_up.NAME, published.version)
    assert Bundle.load(directory, made_up.NAME, signing.trust).version == directory.name
    assert store.history(made_up.NAME)[0].against == met.version
    reasons = "; ".join(published.reasons)
    assert ("it is of the first format" in reasons) == (written == "format-1"), reasons
    assert store.check_history(made_up.NAME).faults == ()


@pytest.mark.parametrize("written", former_volumes.FORMATS)
def test_they_can_be_judged_by_other_rows(tmp_path: Path, written: str) -> None:
    signing = Signing(tmp_path, tmp_path / "models", tmp_path / "champions")
    former_volumes.put(written, signing.models, signing.champions)
    made_up.write(tmp_path / "predictors")
    settings = TrainerSettings(
        predictors_dir=tmp_path / "predictors",
        models_dir=signing.models,
        champions_dir=signing.champions,
        data_dir=tmp_path,
        training_threads=1,
    )
    version = signing.store.promoted(made_up.NAME)[0]
    asked = Asked("0" * 32, version, True, None, "0" * 64, 1, "operator", "2026")
    judged = ValidationStore(tmp_path)
    path = judged.rows(made_up.NAME, asked.id)
    path.parent.mkdir(parents=True)
    path.write_bytes(made_up.rows(400, seed=3))
    outcome, report = validating._measured(settings, judged, made_up.NAME, asked, lambda *_: None)
    assert outcome.status == "done", outcome.error
    assert report is not None
    training = {each["name"]: each["training"] for each in report["compared"]["figures"]}
    assert training["prevalence"]["estimate"] == pytest.approx(0.41, abs=0.01)
    assert (training["auroc"] is None) == (written == "format-1")
