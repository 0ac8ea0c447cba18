"""Export: the fitted model as an ONNX file, proven to say what scikit-learn says."""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper
from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
from skl2onnx import convert_sklearn, update_registered_converter
from skl2onnx.common.data_types import FloatTensorType
from skl2onnx.common.shape_calculator import calculate_linear_classifier_output_shapes
from xgboost import XGBClassifier

from bellwether_contract.bundle.scorer import INPUT, OUTPUT, Scorer
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.models import compact_trees, directions, made_rows
from bellwether_trainer.models.calibrate import FLOOR, Calibrator
from bellwether_trainer.models.fitting import Fitted
from bellwether_trainer.records import Exported, Split, TrainingError

# No probability of an exported model may differ from scikit-learn's by more.
PARITY_TOLERANCE = 1e-5

# The newest opsets for which every candidate converts: XGBoost fails with skl2onnx's default.
OPSET = {"": 18, "ai.onnx.ml": 3}

update_registered_converter(
    XGBClassifier,
    "XGBoostXGBClassifier",
    calculate_linear_classifier_output_shapes,
    convert_xgboost,
    options={"nocl": [True, False], "zipmap": [True, False, "columns"]},
)


def export(model: Fitted, split: Split, predictor: Predictor) -> Exported:
    """Convert ``model`` and compare it with itself on every row of the evaluation set.

    Raises TrainingError where a probability is off by more than PARITY_TOLERANCE, and where one
    goes against a declared direction.
    """
    content = convert(model, split.training.shape[1])
    scorer = Scorer(content, split.training.shape[1])
    difference = largest_difference(model, scorer, split.anchor.matrix)
    if not difference <= PARITY_TOLERANCE:
        raise TrainingError(
            f"the exported model differs from scikit-learn's by up to {difference:.2g} on "
            f"{len(split.anchor.labels):,} rows; at most {PARITY_TOLERANCE:g} is allowed"
        )
    directions.require(scorer, split.anchor.matrix, predictor)
    background = made_rows.background(split.training, predictor, scorer, split.training_people)
    return Exported(
        model=content,
        background=background,
        golden=made_rows.self_test(background, predictor, scorer),
        parity_rows=len(split.anchor.labels),
        largest_difference=difference,
    )


def convert(model: Fitted, fields: int) -> bytes:
    """The ONNX file of a fitted model: float32 [rows, fields] in, calibrated probabilities out."""
    graph = convert_sklearn(
        model.pipeline,
        initial_types=[(INPUT, FloatTensorType([None, fields]))],
        target_opset=OPSET,
        options={id(model.pipeline): {"zipmap": False}},
    )
    _calibrate(graph, model.calibrator)
    compact_trees.compact(graph)
    content: bytes = graph.SerializeToString()
    return content


def largest_difference(model: Fitted, scorer: Scorer, matrix: Matrix) -> float:
    """The largest difference between scikit-learn's and the graph's probabilities; NaN counts."""
    differences = np.abs(model.predict_proba(matrix)[:, 1] - scorer.probabilities(matrix))
    return float(differences.max())


def _calibrate(graph: ModelProto, calibrator: Calibrator) -> None:
    """Put the calibrator behind the graph's probabilities; nothing else comes out any more."""
    raw = f"raw_{OUTPUT}"
    for node in graph.graph.node:
        # The output's name may stand at several nodes, of subgraphs none.
        for names in (node.input, node.output):
            for place, name in enumerate(names):
                if name == OUTPUT:
                    names[place] = raw
    nodes = _Nodes(graph)
    share = nodes.add("Gather", raw, nodes.constant([1], TensorProto.INT64), axis=1)
    if calibrator.kind in ("logistic", "shrinkage"):
        share = nodes.logistic(nodes.log_odds(share), calibrator)
    elif calibrator.kind == "isotonic":
        share = nodes.isotonic(nodes.log_odds(share), calibrator)
    share = nodes.bounded(share, calibrator.floor)
    rest = nodes.add("Sub", nodes.constant([1.0]), share)
    nodes.add("Concat", rest, share, into=OUTPUT, axis=1)
    del graph.graph.output[:]
    graph.graph.output.append(helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [None, 2]))


class _Nodes:
    """Adds nodes and constants behind a graph; every tensor is [rows, 1] or broadcast to it."""

    def __init__(self, graph: ModelProto) -> None:
        self._graph = graph.graph
        self._count = 0

    def add(self, operator: str, *inputs: str, into: str | None = None, **how: Any) -> str:
        output = into or self._name()
        self._graph.node.append(helper.make_node(operator, list(inputs), [output], **how))
        return output

    def constant(self, values: list[Any], kind: int = TensorProto.FLOAT) -> str:
        name = self._name()
        array = np.array(values, dtype=helper.tensor_dtype_to_np_dtype(kind))
        self._graph.initializer.append(numpy_helper.from_array(array, name))
        return name

    def scalar(self, value: float) -> str:
        name = self._name()
        array = np.array(value, dtype=np.float32)
        self._graph.initializer.append(numpy_helper.from_array(array, name))
        return name

    def bounded(self, share: str, floor: float) -> str:
        """Probabilities within ``floor`` and 1 - ``floor``."""
        return self.add("Clip", share, self.scalar(floor), self.scalar(1.0 - floor))

    def log_odds(self, share: str) -> str:
        """The log-odds of probabilities, held within FLOOR and 1 - FLOOR."""
        within = self.bounded(share, FLOOR)
        rest = self.add("Sub", self.constant([1.0]), within)
        return self.add("Sub", self.add("Log", within), self.add("Log", rest))

    def logistic(self, odds: str, calibrator: Calibrator) -> str:
        sloped = self.add("Mul", odds, self.constant([calibrator.slope]))
        return self.add("Sigmoid", self.add("Add", sloped, self.constant([calibrator.intercept])))

    def isotonic(self, odds: str, calibrator: Calibrator) -> str:
        """The first share, and each stretch between knots as far as the log-odds have gone it."""
        knots, shares = np.array(calibrator.knots), np.array(calibrator.shares)
        slopes = np.diff(shares) / np.diff(knots)
        gone = self.add("Sub", odds, self.constant(knots[:-1].tolist()))
        gone = self.add("Max", gone, self.constant([0.0]))
        gone = self.add("Min", gone, self.constant(np.diff(knots).tolist()))
        risen = self.add("Mul", gone, self.constant(slopes.tolist()))
        total = self.add("ReduceSum", risen, self.constant([1], TensorProto.INT64), keepdims=1)
        return self.add("Add", total, self.constant([float(shares[0])]))

    def _name(self) -> str:
        self._count += 1
        return f"calibration_{self._count}"
