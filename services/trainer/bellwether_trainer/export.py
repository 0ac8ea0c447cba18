"""Step 6: the fitted model as an ONNX file, proven to say what scikit-learn says."""

from __future__ import annotations

import numpy as np
from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
from skl2onnx import convert_sklearn, update_registered_converter
from skl2onnx.common.data_types import FloatTensorType
from skl2onnx.common.shape_calculator import calculate_linear_classifier_output_shapes
from xgboost import XGBClassifier

from bellwether_contract.encode import Matrix
from bellwether_contract.scorer import INPUT, OUTPUT, Scorer
from bellwether_trainer.records import Exported, Model, Split, TrainingError

# No probability of an exported model may differ from scikit-learn's by more.
PARITY_TOLERANCE = 1e-5

# The newest opsets for which every candidate converts: XGBoost fails with skl2onnx's default.
OPSET = {"": 18, "ai.onnx.ml": 3}

BACKGROUND_ROWS = 100
GOLDEN_ROWS = 16

update_registered_converter(
    XGBClassifier,
    "XGBoostXGBClassifier",
    calculate_linear_classifier_output_shapes,
    convert_xgboost,
    options={"nocl": [True, False], "zipmap": [True, False, "columns"]},
)


def export(model: Model, split: Split) -> Exported:
    """Convert ``model`` and compare it with itself on every held-out row.

    Raises TrainingError where a probability is off by more than PARITY_TOLERANCE.
    """
    content = convert(model, split.training.shape[1])
    scorer = Scorer(content, split.training.shape[1])
    difference = largest_difference(model, scorer, split.holdout)
    if not difference <= PARITY_TOLERANCE:
        raise TrainingError(
            f"the exported model differs from scikit-learn's by up to {difference:.2g} on "
            f"{len(split.holdout):,} held-out rows; at most {PARITY_TOLERANCE:g} is allowed"
        )
    background = _background(split.training, scorer)
    return Exported(
        model=content,
        background=background,
        golden=_golden(background, scorer),
        parity_rows=len(split.holdout),
        largest_difference=difference,
    )


def convert(model: Model, fields: int) -> bytes:
    """The ONNX file of a fitted pipeline: float32 [rows, fields] in, probabilities out."""
    graph = convert_sklearn(
        model,
        initial_types=[(INPUT, FloatTensorType([None, fields]))],
        target_opset=OPSET,
        options={id(model): {"zipmap": False}},
    )
    # The label is the threshold's business, not the graph's.
    kept = [output for output in graph.graph.output if output.name == OUTPUT]
    del graph.graph.output[:]
    graph.graph.output.extend(kept)
    content: bytes = graph.SerializeToString()
    return content


def largest_difference(model: Model, scorer: Scorer, matrix: Matrix) -> float:
    """The largest difference between scikit-learn's and the graph's probabilities; NaN counts."""
    differences = np.abs(model.predict_proba(matrix)[:, 1] - scorer.probabilities(matrix))
    return float(differences.max())


def _background(training: Matrix, scorer: Scorer) -> Matrix:
    """Up to 100 training rows that stand for all: the middle one of each stratum of prediction."""
    order = np.argsort(scorer.probabilities(training), kind="stable")
    strata = np.array_split(order, min(BACKGROUND_ROWS, len(order)))
    return training[[stratum[len(stratum) // 2] for stratum in strata]]


def _golden(
    background: Matrix, scorer: Scorer
) -> tuple[tuple[tuple[float | None, ...], float], ...]:
    """Rows over the whole range of predictions, with and without unknown values."""
    spread = np.linspace(0, len(background) - 1, min(GOLDEN_ROWS, len(background))).astype(int)
    emptiest = int(np.isnan(background).sum(axis=1).argmax())
    rows = background[sorted({*spread.tolist(), emptiest})]
    return tuple(
        (
            tuple(None if np.isnan(value) else float(value) for value in row),
            float(probability),
        )
        for row, probability in zip(rows, scorer.probabilities(rows), strict=True)
    )
