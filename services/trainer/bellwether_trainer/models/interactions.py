"""The columns that a field gives a linear model where fields act together or only one way.

A declared pair of fields gives the products of what each of the two gives alone; a category that
only raises or only lowers a risk gives one column a step. scikit-learn's transformers for both do
not convert to ONNX, or fix no width, so these have a converter of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from skl2onnx import update_registered_converter
from skl2onnx.algebra.onnx_ops import (
    OnnxCast,
    OnnxConcat,
    OnnxDiv,
    OnnxEqual,
    OnnxGreaterOrEqual,
    OnnxIdentity,
    OnnxIsNaN,
    OnnxMax,
    OnnxMin,
    OnnxMul,
    OnnxReshape,
    OnnxSlice,
    OnnxSub,
    OnnxWhere,
)
from skl2onnx.common.data_types import FloatTensorType
from skl2onnx.proto import onnx_proto
from sklearn.base import BaseEstimator, TransformerMixin

from bellwether_contract.encoding.encode import Matrix

Floats = npt.NDArray[np.float64]

# ``number``: itself, scaled. ``code``: 0 or 1. ``categories``: one column each. ``steps``: one
# column for each category but the first, 1 from that category on. ``ends``: two columns that add
# up to 1, how near a value is to the lower and to the upper end of its range: what is positive
# with both is positive everywhere between.
Kind = Literal["number", "code", "categories", "steps", "ends"]


@dataclass(frozen=True, slots=True)
class Basis:
    """How one field becomes columns: of ``count`` categories, or from ``low`` to ``high``."""

    kind: Kind
    count: int = 2
    low: float = 0.0
    high: float = 1.0

    @property
    def width(self) -> int:
        """How many columns come out."""
        widths = {"number": 1, "code": 1, "ends": 2, "steps": self.count - 1}
        return widths.get(self.kind, self.count)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A basis with what the training rows say: what stands for unknown, and a number's scale."""

    basis: Basis
    unknown: float
    mean: float = 0.0
    scale: float = 1.0

    @classmethod
    def on(cls, basis: Basis, column: Matrix) -> Fitted:
        """Fitted on a column [rows] of which NaN is unknown."""
        known = column[~np.isnan(column)].astype(np.float64)
        if not len(known):
            return cls(basis, 0.0)
        if basis.kind not in ("number", "ends"):
            values, counts = np.unique(known, return_counts=True)
            return cls(basis, float(values[np.argmax(counts)]))
        median = float(np.median(known))
        if basis.kind == "ends":
            return cls(basis, median)
        filled = np.where(np.isnan(column), median, column)
        return cls(basis, median, float(filled.mean()), float(filled.std()) or 1.0)

    def columns(self, column: Matrix) -> Floats:
        """The columns of each row, [rows, width]."""
        basis = self.basis
        value = np.where(np.isnan(column), self.unknown, column.astype(np.float64))[:, None]
        if basis.kind == "number":
            scaled: Floats = (value - self.mean) / self.scale
            return scaled
        if basis.kind == "ends":
            upper: Floats = np.clip((value - basis.low) / (basis.high - basis.low), 0.0, 1.0)
            return np.column_stack([1.0 - upper, upper])
        if basis.kind == "categories":
            return np.equal(value, np.arange(basis.count)).astype(np.float64)
        if basis.kind == "steps":
            return np.greater_equal(value, np.arange(1, basis.count)).astype(np.float64)
        whole: Floats = value
        return whole

    def converted(self, given: Any, opset: int) -> Any:
        """The same as ONNX, from [rows, 1]."""
        basis = self.basis
        unknown = OnnxIsNaN(given, op_version=opset)
        value = OnnxWhere(unknown, _constant(self.unknown), given, op_version=opset)
        if basis.kind == "number":
            centred = OnnxSub(value, _constant(self.mean), op_version=opset)
            return OnnxDiv(centred, _constant(self.scale), op_version=opset)
        if basis.kind == "ends":
            above = OnnxSub(value, _constant(basis.low), op_version=opset)
            share = OnnxDiv(above, _constant(basis.high - basis.low), op_version=opset)
            share = OnnxMax(share, _constant(0.0), op_version=opset)
            share = OnnxMin(share, _constant(1.0), op_version=opset)
            rest = OnnxSub(_constant(1.0), share, op_version=opset)
            return OnnxConcat(rest, share, axis=1, op_version=opset)
        if basis.kind == "categories":
            return _cast(OnnxEqual(value, _constants(0, basis.count), op_version=opset), opset)
        if basis.kind == "steps":
            reached = OnnxGreaterOrEqual(value, _constants(1, basis.count), op_version=opset)
            return _cast(reached, opset)
        return value


class Alone(BaseEstimator, TransformerMixin):  # type: ignore[misc]  # sklearn has no types
    """One field, float32 [rows, 1], as the columns of its basis."""

    def __init__(self, basis: Basis) -> None:
        self.basis = basis

    def fit(self, matrix: Matrix, labels: object = None) -> Alone:  # noqa: ARG002  # sklearn's
        """Learn what stands for unknown, and the scale."""
        self.fitted_ = Fitted.on(self.basis, matrix[:, 0])
        self.n_features_in_ = 1
        return self

    @property
    def width(self) -> int:
        """How many columns come out."""
        return self.basis.width

    def transform(self, matrix: Matrix) -> Matrix:
        """The columns of each row, float32 [rows, width]."""
        return self.fitted_.columns(matrix[:, 0]).astype(np.float32)


class Together(BaseEstimator, TransformerMixin):  # type: ignore[misc]  # sklearn has no types
    """Two fields, float32 [rows, 2], as the products of each two of their columns."""

    def __init__(self, left: Basis, right: Basis) -> None:
        self.left = left
        self.right = right

    def fit(self, matrix: Matrix, labels: object = None) -> Together:  # noqa: ARG002  # sklearn's
        """Learn what stands for unknown, and the scales."""
        self.left_ = Fitted.on(self.left, matrix[:, 0])
        self.right_ = Fitted.on(self.right, matrix[:, 1])
        self.n_features_in_ = 2
        return self

    @property
    def width(self) -> int:
        """How many columns come out."""
        return self.left.width * self.right.width

    def transform(self, matrix: Matrix) -> Matrix:
        """The products of each row, float32 [rows, width]."""
        left, right = self.left_.columns(matrix[:, 0]), self.right_.columns(matrix[:, 1])
        products = left[:, :, None] * right[:, None, :]
        return products.reshape(len(matrix), self.width).astype(np.float32)


def _constant(value: float) -> Matrix:
    return np.array([value], dtype=np.float32)


def _constants(first: int, end: int) -> Matrix:
    return np.arange(first, end, dtype=np.float32)[None, :]


def _cast(given: Any, opset: int) -> Any:
    return OnnxCast(given, to=onnx_proto.TensorProto.FLOAT, op_version=opset)


def _shapes(operator: Any) -> None:
    rows = operator.inputs[0].type.shape[0]
    operator.outputs[0].type = FloatTensorType([rows, operator.raw_operator.width])


def _convert_alone(scope: Any, operator: Any, container: Any) -> None:  # skl2onnx calls it so
    opset = container.target_opset
    columns = operator.raw_operator.fitted_.converted(operator.inputs[0], opset)
    named = OnnxIdentity(columns, op_version=opset, output_names=[operator.outputs[0].full_name])
    named.add_to(scope, container)


def _convert_together(scope: Any, operator: Any, container: Any) -> None:  # skl2onnx calls it so
    pair: Together = operator.raw_operator
    opset, given = container.target_opset, operator.inputs[0]

    def side(place: int, fitted: Fitted, shape: tuple[int, int, int]) -> Any:
        bounds = [np.array([each], dtype=np.int64) for each in (place, place + 1, 1)]
        column = OnnxSlice(given, *bounds, op_version=opset)
        columns = fitted.converted(column, opset)
        return OnnxReshape(columns, np.array(shape, dtype=np.int64), op_version=opset)

    left = side(0, pair.left_, (-1, pair.left.width, 1))
    right = side(1, pair.right_, (-1, 1, pair.right.width))
    products = OnnxReshape(
        OnnxMul(left, right, op_version=opset),
        np.array([-1, pair.width], dtype=np.int64),
        op_version=opset,
        output_names=[operator.outputs[0].full_name],
    )
    products.add_to(scope, container)


update_registered_converter(Alone, "BellwetherAlone", _shapes, _convert_alone)
update_registered_converter(Together, "BellwetherTogether", _shapes, _convert_together)
