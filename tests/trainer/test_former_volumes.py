"""A predictor whose versions former releases have trained is trained on, and signed from now on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bellwether_contract.bundle.bundle import Bundle
from bellwether_trainer.models import compare
from bellwether_trainer.models.candidates import CANDIDATES
from bellwether_trainer.training import pipeline
from tests import former_volumes, made_up
from tests.signing_keys import Signing

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("written", former_volumes.FORMATS)
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
