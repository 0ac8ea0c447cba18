"""A version is proven before anything of it is used."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bellwether_contract.bundle import bundle, manifest
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.errors import RefusedBundle
from bellwether_contract.storage.store import ModelStore
from tests import factories, made_up


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A sound version."""
    store = ModelStore(tmp_path / "models", tmp_path / "champions")
    return store.directory(made_up.NAME, factories.publish(store, 1))


def edit_manifest(directory: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = directory / manifest.MANIFEST
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))


def refusal(directory: Path, predictor: str = made_up.NAME) -> str:
    with pytest.raises(RefusedBundle) as caught:
        Bundle.load(directory, predictor)
    return str(caught.value)


def test_a_sound_version_answers(directory: Path) -> None:
    loaded = Bundle.load(directory, made_up.NAME)
    assert loaded.version == directory.name
    assert loaded.threshold == factories.THRESHOLD
    scores = loaded.scorer.probabilities(loaded.encoder.record(made_up.example()))
    assert scores.shape == (1,)
    assert 0 < scores[0] < 1


@pytest.mark.parametrize("name", sorted(manifest.FILES))
def test_a_flipped_byte_in_any_file_is_refused_before_it_is_parsed(
    directory: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = directory / name
    if not path.read_bytes():
        path.write_bytes(b"x")
    else:
        factories.flip_a_byte(path)
    monkeypatch.setattr(bundle, "Scorer", lambda *_: pytest.fail("the model was parsed"))
    assert name in refusal(directory)


def test_a_truncated_model_is_refused(directory: Path) -> None:
    path = directory / manifest.MODEL
    path.write_bytes(path.read_bytes()[:-1])
    assert "bytes of its manifest" in refusal(directory)


def test_a_version_that_was_never_finished_is_refused(directory: Path) -> None:
    (directory / manifest.MANIFEST).unlink()
    assert "never finished" in refusal(directory)


@pytest.mark.parametrize("probability", [0.123456, 0.0, 1.0])
def test_a_wrong_golden_row_is_refused(directory: Path, probability: float) -> None:
    edit_manifest(directory, lambda m: m["golden"][1].update(probability=probability))
    assert "self-test vector 1" in refusal(directory)


@pytest.mark.parametrize(
    "weights", [(float("nan"),) * 5, (0.0,) * 5], ids=["only NaN", "a constant"]
)
def test_a_model_that_says_something_else_is_refused(
    directory: Path, weights: tuple[float, ...]
) -> None:
    content = factories.model(weights=weights)
    (directory / manifest.MODEL).write_bytes(content)
    digests = manifest.digests({manifest.MODEL: content})
    edit_manifest(
        directory, lambda m: m["files"].update({n: d.model_dump() for n, d in digests.items()})
    )
    assert "self-test vector" in refusal(directory)


@pytest.mark.parametrize(
    ("content", "part"),
    [(b"no model at all", "does not open"), (factories.model(weights=(1.0,) * 6), "5 columns")],
)
def test_a_file_that_is_no_such_model_is_refused(
    directory: Path, content: bytes, part: str
) -> None:
    (directory / manifest.MODEL).write_bytes(content)
    digests = manifest.digests({manifest.MODEL: content})
    edit_manifest(
        directory, lambda m: m["files"].update({n: d.model_dump() for n, d in digests.items()})
    )
    assert part in refusal(directory)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda m: m.update(format_version=3), "format version 3"),
        (lambda m: m.update(predictor="another"), "belongs to the predictor 'another'"),
        (lambda m: m.update(version=factories.version_name(2)), "belongs to version"),
        (lambda m: m["fields"].reverse(), "different fields"),
        (lambda m: m["fields"][2]["codes"].reverse(), "different fields"),
        (lambda m: m["golden"].clear(), "/golden"),
        (lambda m: m["golden"][0]["row"].append(1.0), "5 values"),
        (lambda m: m["files"].pop(manifest.REPORT), "must name exactly"),
        (lambda m: m.update(threshold={"policy": "x", "value": 2}), "/threshold/value"),
        (lambda m: m.update(extra=1), "/extra"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(
    directory: Path, change: Callable[[dict[str, Any]], None], part: str
) -> None:
    edit_manifest(directory, change)
    assert part in refusal(directory)


def test_what_is_no_manifest_is_refused(directory: Path) -> None:
    path = directory / manifest.MANIFEST
    for content in (
        b"",
        b"[]",
        b"null",
        b"[" * 100_000,
        b"\xff",
        b"0" * (manifest.MANIFEST_BYTES + 1),
    ):
        path.write_bytes(content)
        assert manifest.MANIFEST in refusal(directory)


def test_a_file_too_many_and_a_link_are_refused(directory: Path, tmp_path: Path) -> None:
    odd = directory / "model.pkl"
    odd.write_bytes(b"")
    assert "model.pkl does not belong" in refusal(directory)
    odd.unlink()
    model = directory / manifest.MODEL
    moved = tmp_path / "elsewhere.onnx"
    shutil.move(model, moved)
    model.symlink_to(moved)
    assert "model.onnx does not belong" in refusal(directory)


def test_another_predictors_version_is_refused(directory: Path) -> None:
    assert "belongs to the predictor" in refusal(directory, "heart")


def test_a_batch_scores_as_its_rows_do(directory: Path) -> None:
    scorer = Bundle.load(directory, made_up.NAME).scorer
    rows = np.random.default_rng(1).uniform(0, 2, size=(1_000, 5)).astype(np.float32)
    alone = np.concatenate([scorer.probabilities(rows[i : i + 1]) for i in range(len(rows))])
    np.testing.assert_allclose(scorer.probabilities(rows), alone, atol=1e-6)
