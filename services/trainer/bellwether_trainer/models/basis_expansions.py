"""What a linear model sees of a number beside the number: its square, a spline, unknown or not.

scikit-learn's SplineTransformer and missing indicators do not convert to ONNX, so the forms that
a declaration may ask for are one transformer with a converter of its own.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from skl2onnx import update_registered_converter
from skl2onnx.algebra.onnx_ops import (
    OnnxAdd,
    OnnxCast,
    OnnxConcat,
    OnnxDiv,
    OnnxIsNaN,
    OnnxMax,
    OnnxMin,
    OnnxMul,
    OnnxPow,
    OnnxSub,
    OnnxWhere,
)
from skl2onnx.common.data_types import FloatTensorType
from skl2onnx.proto import onnx_proto
from sklearn.base import BaseEstimator, TransformerMixin

from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.measures import splines

# Where the knots of a spline lie, as quantiles of the training rows (Harrell, Regression Modeling
# Strategies, 2015, table 2.3, four knots).
KNOT_QUANTILES = (0.05, 0.35, 0.65, 0.95)

Known = npt.NDArray[np.bool_]


class BasisExpansions(BaseEstimator, TransformerMixin):  # type: ignore[misc]  # sklearn has no types
    """One number, float32 [rows, 1], as the columns that its declared forms give it.

    In this order: the number itself, imputed by its median and scaled; its square; a restricted
    cubic spline (linear beyond the outer knots); 1 where it is unknown. ``ramps`` take the place of
    number and spline where the risk goes one way: one column for each stretch between the knots,
    so that the risk rises wherever no coefficient is negative.
    """

    def __init__(
        self,
        *,
        square: bool = False,
        spline: bool = False,
        missing: bool = False,
        ramps: bool = False,
    ) -> None:
        self.square = square
        self.spline = spline
        self.missing = missing
        self.ramps = ramps

    def fit(self, matrix: Matrix, labels: object = None) -> BasisExpansions:  # noqa: ARG002  # sklearn's
        """Learn median, scale and knots."""
        values = matrix[:, 0][~np.isnan(matrix[:, 0])].astype(np.float64)
        self.median_ = float(np.median(values)) if len(values) else 0.0
        filled = np.where(np.isnan(matrix[:, 0]), self.median_, matrix[:, 0])
        self.mean_ = float(filled.mean())
        self.scale_ = float(filled.std()) or 1.0
        quantiles = np.quantile((filled - self.mean_) / self.scale_, KNOT_QUANTILES)
        knots = np.unique(quantiles)
        # Equal ones make a stretch of no length: its column is 0, and the width stays.
        self.stretches_ = quantiles if self.ramps else np.empty(0)
        # With fewer than three distinct knots a restricted spline is a straight line.
        self.knots_ = knots if self.spline and len(knots) >= 3 else np.empty(0)
        self.n_features_in_ = 1
        return self

    @property
    def width(self) -> int:
        """How many columns come out."""
        lines = len(self.stretches_) + 1
        return lines + self.square + max(0, len(self.knots_) - 2) + self.missing

    def transform(self, matrix: Matrix) -> Matrix:
        """The forms of each row, float32 [rows, width]."""
        unknown = np.isnan(matrix[:, 0])
        value = np.where(unknown, self.median_, matrix[:, 0].astype(np.float64))
        value = (value - self.mean_) / self.scale_
        columns = [value]
        if self.ramps:
            columns = [np.clip(value, low, high) - start for low, high, start in self.lines()]
        if self.square:
            columns.append(value**2)
        columns.extend(splines.bent(value, self.knots_))
        if self.missing:
            columns.append(unknown)
        return np.column_stack(columns).astype(np.float32)

    def lines(self) -> list[tuple[float, float, float]]:
        """Each ramp as (low, high, start): it climbs between the two, from ``start``."""
        ends = [-np.inf, *self.stretches_.tolist(), np.inf]
        starts = [self.stretches_[0], *self.stretches_.tolist()]
        return list(zip(ends[:-1], ends[1:], starts, strict=True))


def _shapes(operator: Any) -> None:
    forms: BasisExpansions = operator.raw_operator
    rows = operator.inputs[0].type.shape[0]
    operator.outputs[0].type = FloatTensorType([rows, forms.width])


def _convert(scope: Any, operator: Any, container: Any) -> None:  # skl2onnx calls it so
    forms: BasisExpansions = operator.raw_operator
    opset = container.target_opset
    given = operator.inputs[0]

    def constant(value: float) -> Matrix:
        return np.array([value], dtype=np.float32)

    unknown = OnnxIsNaN(given, op_version=opset)
    known = OnnxWhere(unknown, constant(forms.median_), given, op_version=opset)
    value = OnnxDiv(
        OnnxSub(known, constant(forms.mean_), op_version=opset),
        constant(forms.scale_),
        op_version=opset,
    )
    columns = [value]
    if forms.ramps:
        columns = []
        for low, high, start in forms.lines():
            within = value
            if np.isfinite(low):
                within = OnnxMax(within, constant(low), op_version=opset)
            if np.isfinite(high):
                within = OnnxMin(within, constant(high), op_version=opset)
            columns.append(OnnxSub(within, constant(start), op_version=opset))
    if forms.square:
        columns.append(OnnxMul(value, value, op_version=opset))
    for term in splines.terms(forms.knots_):
        total = None
        for knot, weight in term:
            reach = OnnxMax(
                OnnxSub(value, constant(knot), op_version=opset), constant(0), op_version=opset
            )
            cube = OnnxMul(
                OnnxPow(reach, constant(3), op_version=opset), constant(weight), op_version=opset
            )
            total = cube if total is None else OnnxAdd(total, cube, op_version=opset)
        columns.append(total)
    if forms.missing:
        columns.append(OnnxCast(unknown, to=onnx_proto.TensorProto.FLOAT, op_version=opset))
    joined = OnnxConcat(
        *columns, axis=1, op_version=opset, output_names=[operator.outputs[0].full_name]
    )
    joined.add_to(scope, container)


class Unknown(BaseEstimator, TransformerMixin):  # type: ignore[misc]  # sklearn has no types
    """Whether each value is unknown: 1 or 0, float32 [rows, fields] to the same shape."""

    def fit(self, matrix: Matrix, labels: object = None) -> Unknown:  # noqa: ARG002  # sklearn's
        """Nothing is learned."""
        self.n_features_in_ = matrix.shape[1]
        return self

    def transform(self, matrix: Matrix) -> Matrix:
        """The columns of each row."""
        return np.isnan(matrix).astype(np.float32)


def _unknown_shapes(operator: Any) -> None:
    given = operator.inputs[0].type.shape
    operator.outputs[0].type = FloatTensorType([given[0], operator.raw_operator.n_features_in_])


def _convert_unknown(scope: Any, operator: Any, container: Any) -> None:  # skl2onnx calls it so
    opset = container.target_opset
    unknown = OnnxIsNaN(operator.inputs[0], op_version=opset)
    cast = OnnxCast(
        unknown,
        to=onnx_proto.TensorProto.FLOAT,
        op_version=opset,
        output_names=[operator.outputs[0].full_name],
    )
    cast.add_to(scope, container)


update_registered_converter(Unknown, "BellwetherUnknown", _unknown_shapes, _convert_unknown)
update_registered_converter(BasisExpansions, "BellwetherNumberForms", _shapes, _convert)
