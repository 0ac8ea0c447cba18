"""Small real things for tests: a model in ONNX, and versions of it in a store."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import yaml
from onnx import TensorProto, helper, numpy_helper

from bellwether_contract import coded
from bellwether_contract.bundle.manifest import (
    BACKGROUND,
    DECLARATION,
    FORMAT_VERSION,
    MODEL,
    PLAUSIBLE,
    REPORT,
    Candidate,
    DataSet,
    EvaluationSetRecord,
    Manifest,
    Recipe,
    SelfTestVector,
    Threshold,
    digests,
    field_codes,
)
from bellwether_contract.bundle.plausible import Conditional, Document, Shape
from bellwether_contract.bundle.scorer import INPUT, OUTPUT, Scorer
from bellwether_contract.declaration import spec
from bellwether_contract.disclosure import LEAST
from bellwether_contract.encoding.encode import Encoder
from bellwether_contract.encoding.seen import Seen
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.vocabulary import Effort, Outcome
from tests import made_up

THRESHOLD = 0.25
ANCHOR = "00000000000000aa"

# Acid, Beers, Drug, Kidney, Mood: one weight for each field of the made-up predictor.
WEIGHTS = (0.6, 0.1, -0.3, 1.1, 0.2)
BIAS = -5.0

GOLDEN = ((6.5, 2.0, 0.0, 0.0, 1.0), (9.0, 20.0, 2.0, 1.0, 2.0), (None, 0.0, None, 0.0, 0.0))

INITIAL_ROWS = DataSet(name="initial", sha256="0" * 64, rows=600)


def model(bias: float = BIAS, weights: tuple[float, ...] = WEIGHTS) -> bytes:
    """A logistic regression over ``weights``, unknown counted as 0, as an ONNX file."""
    constants = {
        "zero": np.float32(0),
        "one": np.float32(1),
        "weights": np.array(weights, dtype=np.float32).reshape(-1, 1),
        "bias": np.float32(bias),
    }
    nodes = [
        helper.make_node("IsNaN", [INPUT], ["unknown"]),
        helper.make_node("Where", ["unknown", "zero", INPUT], ["known"]),
        helper.make_node("MatMul", ["known", "weights"], ["weighed"]),
        helper.make_node("Add", ["weighed", "bias"], ["score"]),
        helper.make_node("Sigmoid", ["score"], ["positive"]),
        helper.make_node("Sub", ["one", "positive"], ["negative"]),
        helper.make_node("Concat", ["negative", "positive"], [OUTPUT], axis=1),
    ]
    graph = helper.make_graph(
        nodes,
        "made-up",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, [None, len(weights)])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [None, 2])],
        [numpy_helper.from_array(np.asarray(v), name) for name, v in constants.items()],
    )
    built = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(built)
    return bytes(built.SerializeToString())


def version_name(day: int) -> str:
    """The name of the version that was made on the ``day``-th of January 2026."""
    return f"202601{day:02d}T120000Z-{day:08x}"


def report(name: str, *, accepted: bool = True, **members: Any) -> dict[str, Any]:
    """A report of plausible, made-up measures; ``members`` are added to it."""
    metrics = {
        "n": 100, "events": 20, "threshold": THRESHOLD, "accuracy": 0.8, "precision": 0.5,
        "recall": 0.6, "f1": 0.55, "auroc": 0.81, "auprc": 0.5, "log_loss": 0.4, "brier": 0.12,
        "confusion": {"tn": 68, "fp": 12, "fn": 8, "tp": 12},
    }  # fmt: skip
    return {
        "predictor": name,
        "winner": "logistic_regression",
        "evaluation": {"winner": metrics, "always_no": metrics},
        "gate": {"accepted": accepted, "reasons": ["better than the champion"]},
        **members,
    }


def validation_report(**members: Any) -> dict[str, Any]:
    """What a validation's report has at least; ``members`` are added to it."""
    return {
        "predictor": made_up.NAME,
        "validation": "0" * 32,
        "version": version_name(1),
        "warnings": [],
        "evaluation": {},
        "compared": {},
        "training": {},
        **members,
    }


def publish(
    store: ModelStore,
    day: int,
    *,
    name: str = made_up.NAME,
    bias: float = BIAS,
    promote: bool = True,
    accepted: bool = True,
    outcome: Outcome | None = None,
    reason: str = "better than the champion",
    effort: Effort = "full",
    measured: dict[str, Any] | None = None,
    seen: tuple[Seen, ...] | None = None,
    least: int | None = LEAST,
    learned: int | None = None,
    datasets: tuple[DataSet, ...] = (INITIAL_ROWS,),
    plausible: Document | None = None,
    **changes: Any,
) -> str:
    """Add a version of the made-up predictor to ``store`` and return its name.

    It becomes the champion, or, where it is not ``accepted``, a rejected challenger; ``outcome``
    says so where it is a candidate.
    ``measured`` adds to its report, ``seen`` says what training rows held, of which ``least``
    people share everything and ``learned`` were all, ``plausible`` makes fields optional,
    ``changes`` replace members of its declaration.
    """
    version = version_name(day)
    document = made_up.declaration(name, **changes)
    declaration = yaml.safe_dump(document, sort_keys=False).encode()
    predictor = spec.parse(declaration)
    exported = model(bias)
    scores = Scorer(exported, len(WEIGHTS)).probabilities(np.array(GOLDEN, dtype=np.float32))
    files = {
        MODEL: exported,
        DECLARATION: declaration,
        BACKGROUND: background(),
        REPORT: json.dumps(
            {
                **report(name, accepted=accepted, **(measured or {})),
                **({"ending": _ending(outcome, reason)} if outcome else {}),
            }
        ).encode(),
    }
    if plausible is not None:
        files[PLAUSIBLE] = plausible.model_dump_json().encode()
    manifest = _manifest(
        predictor,
        day,
        files,
        effort=effort,
        seen=seen,
        least=least,
        learned=learned,
        golden=tuple(
            SelfTestVector(row=row, probability=float(score))
            for row, score in zip(GOLDEN, scores, strict=True)
        ),
        datasets=datasets,
    )
    ended: Outcome = outcome or ("promoted" if accepted else "rejected")
    if promote or ended != "promoted":
        store.publish(
            manifest, files, outcome=ended, by="training", reason=reason, reasons=(reason,)
        )
    else:
        store.add(manifest, files)
    return version


def _ending(outcome: Outcome, reason: str) -> dict[str, Any]:
    return {"outcome": outcome, "reasons": [reason], "reason_codes": coded.written([reason])}


def publish_declared(
    store: ModelStore, declaration: Path, measured: dict[str, Any] | None = None
) -> str:
    """Publish a version of any declared predictor, made of nothing; returns its name.

    Every field weighs a little, so that each input counts. ``measured`` adds to its report.
    """
    content = declaration.read_bytes()
    predictor = spec.parse(content)
    row = Encoder(predictor).record(predictor.example())
    weights = (0.01,) * row.shape[1]
    exported = model(weights=weights)
    (probability,) = Scorer(exported, len(weights)).probabilities(row)
    rows = io.BytesIO()
    np.save(rows, row, allow_pickle=False)
    files = {
        MODEL: exported,
        DECLARATION: content,
        BACKGROUND: rows.getvalue(),
        REPORT: json.dumps(report(predictor.name) | (measured or {})).encode(),
    }
    golden = SelfTestVector(row=tuple(row[0].tolist()), probability=float(probability))
    manifest = _manifest(predictor, 1, files, golden=(golden,))
    store.publish(manifest, files, outcome="promoted", by="training", reason="it is the first")
    return manifest.version


def plausible(*names: str) -> Document:
    """What lets ``names`` of the made-up predictor be unknown: kidneys and beer go together."""
    shapes = (
        Shape(field="Acid", middle=6.0, spread=1.5, unknown=True),
        Shape(field="Beers", middle=4.0, spread=2.0),
        Shape(field="Drug", codes=(0, 1, 2)),
        Shape(field="Kidney", codes=(0, 1)),
        Shape(field="Mood", codes=(0, 1, 2)),
    )
    width = sum(shape.width for shape in shapes)

    def conditional(field: str, levels: tuple[float, ...], pushed_by: int) -> Conditional:
        weights = np.zeros((width, len(levels)))
        weights[pushed_by] = np.linspace(-1, 1, len(levels))
        return Conditional(
            field=field,
            levels=levels,
            intercepts=tuple(np.linspace(0.5, -0.5, len(levels)).tolist()),
            weights=tuple(map(tuple, weights.tolist())),
        )

    # The columns: acid 0 to 2, beers 3 and 4, drug 5 to 7, kidney 8 and 9, mood 10 to 12.
    known = {
        "Beers": conditional("Beers", (1.5, 4.0, 8.25), pushed_by=9),
        "Kidney": conditional("Kidney", (0.0, 1.0), pushed_by=3),
        "Mood": conditional("Mood", (0.0, 1.0, 2.0), pushed_by=0),
    }
    return Document(shapes=shapes, fields=tuple(known[name] for name in names))


def _manifest(
    predictor: spec.Predictor,
    day: int,
    files: dict[str, bytes],
    *,
    golden: tuple[SelfTestVector, ...],
    effort: Effort = "full",
    seen: tuple[Seen, ...] | None = None,
    least: int | None = LEAST,
    learned: int | None = None,
    datasets: tuple[DataSet, ...] = (INITIAL_ROWS,),
) -> Manifest:
    return Manifest(
        format_version=FORMAT_VERSION,
        predictor=predictor.name,
        version=version_name(day),
        created=datetime(2026, 1, day, 12, tzinfo=UTC),
        job=f"{day:032x}",
        effort=effort,
        size="small",
        candidate=Candidate(name="logistic_regression", label="Logistic Regression"),
        recipe=Recipe(hyperparameters={"C": 1.0}, calibration="none"),
        anchor=EvaluationSetRecord(id=ANCHOR, log_loss=0.4),
        threshold=Threshold(policy="max_f1", value=THRESHOLD),
        fields=field_codes(predictor),
        seen=seen,
        least=least,
        learned=learned,
        golden=golden,
        datasets=datasets,
        rows=600,
        libraries={"onnx": onnx.__version__},
        files=digests(files),
    )


def background() -> bytes:
    """The self-test vectors as the file of a background."""
    content = io.BytesIO()
    np.save(content, np.array(GOLDEN, dtype=np.float32), allow_pickle=False)
    return content.getvalue()


def flip_a_byte(path: Path) -> None:
    """Damage a file in its middle without changing its size."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)
