"""A model file in, probabilities out."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from struct import Struct
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.errors import RefusedBundle

# The names that every exported graph gives to its one input and to the output that is read.
INPUT = "inputs"
OUTPUT = "probabilities"

# So many rows are scored at once: all that a graph makes of them on the way is there as a whole.
TOGETHER = 1 << 18

Probabilities = npt.NDArray[np.float32]


class Scorer:
    """One ONNX session: the whole model, preprocessing and calibration included."""

    def __init__(self, model: bytes, fields: int) -> None:
        """Open ``model``, an ONNX file that takes float32 [rows, ``fields``].

        Raises RefusedBundle when the file does not open or has another signature.
        """
        options = onnxruntime.SessionOptions()
        # One thread a request: more fight over the cores (p99 of one prediction 0.34 ms with
        # one native thread, 32 ms with two, measured on two cores).
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                model, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime raises many unrelated types here
            raise RefusedBundle(
                f"model.onnx does not open ({type(error).__name__}); publish the version anew"
            ) from error
        inputs = [(i.name, i.type, i.shape[1:]) for i in self._session.get_inputs()]
        if inputs != [(INPUT, "tensor(float)", [fields])]:
            raise RefusedBundle(
                f"model.onnx takes {inputs}, not one float32 tensor {INPUT!r} with {fields} columns"
            )
        if OUTPUT not in {output.name for output in self._session.get_outputs()}:
            raise RefusedBundle(f"model.onnx has no output {OUTPUT!r}")
        self._fields = fields
        # As many as there are threads that have ever scored a row at the same time.
        self._free: deque[_OneRow] = deque()

    def probabilities(self, matrix: Matrix) -> Probabilities:
        """Score float32 [rows, fields]; returns the probability of the positive class, [rows]."""
        if len(matrix) > TOGETHER:
            parts = range(0, len(matrix), TOGETHER)
            return np.concatenate([self.probabilities(matrix[at : at + TOGETHER]) for at in parts])
        outputs = self._session.run([OUTPUT], {INPUT: matrix})
        scores: Probabilities = outputs[0]
        return scores[:, 1]

    def probability(self, row: Sequence[float]) -> float:
        """The same of one row: ``fields`` numbers in, one probability out, in two thirds the time.

        Raises struct.error and OverflowError for what is no such row.
        """
        try:
            own = self._free.pop()
        except IndexError:
            own = _OneRow(self._session, self._fields)
        # One that fails is not used again.
        found = own.probability(row)
        self._free.append(own)
        return found


class _OneRow:
    """Memory for one row and its answer, bound to a session: nothing is made for each call."""

    def __init__(self, session: Any, fields: int) -> None:
        self._session = session
        self._put = Struct(f"={fields}f").pack_into
        self._row = np.zeros((1, fields), dtype=np.float32)
        self._buffer = self._row.data
        self._answer = np.zeros((1, 2), dtype=np.float32)
        self._binding = session.io_binding()
        # By address: what is written here afterwards is what the session reads.
        self._binding.bind_input(
            INPUT, "cpu", 0, np.float32, self._row.shape, self._row.ctypes.data
        )
        self._binding.bind_output(
            OUTPUT, "cpu", 0, np.float32, self._answer.shape, self._answer.ctypes.data
        )

    def probability(self, row: Sequence[float]) -> float:
        self._put(self._buffer, 0, *row)
        self._session.run_with_iobinding(self._binding)
        found: float = self._answer.item(1)
        return found
