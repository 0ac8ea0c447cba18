"""Records and columns in, one float32 matrix in declared field order out.

A number is encoded as itself, a category as its position in the declaration, yes as 1 and no
as 0, unknown as NaN. The same rules read a request, a training set and, later, an upload.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bellwether_contract import spelling
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.values import REQUIRED, Unfit, quick_reader, reader
from bellwether_contract.errors import FAULTS_LISTED, Fault, InvalidInputs, pointer_step

Matrix = npt.NDArray[np.float32]

# Whole numbers beyond it can be chosen so that all have one hash, and a set of 10,000 such ones
# takes a second. As floats they have not.
_WHOLE = 1 << 63


class Encoder:
    """Turns inputs into the matrix that a model of this predictor takes."""

    def __init__(self, predictor: Predictor) -> None:
        self.names = tuple(field.name for field in predictor.fields)
        self._optional = frozenset(f.name for f in predictor.fields if f.missing is not None)
        self._fields = dict(zip(self.names, predictor.fields, strict=True))
        self._readers = [(field.name, reader(field)) for field in predictor.fields]
        self._by_name = dict(self._readers)
        self._quick = [(field.name, quick_reader(field)) for field in predictor.fields]

    def record(self, inputs: object, pointer: str = "") -> Matrix:
        """Encode one record, a mapping of field names to values, as a matrix [1, fields].

        ``pointer`` says where the record stands in its document. Raises InvalidInputs with
        every fault.
        """
        return np.array([self.row(inputs, pointer)], dtype=np.float32)

    def row(self, inputs: object, pointer: str = "", *, hints: bool = True) -> list[float]:
        """Encode one record as a list of numbers, [fields], as ``record`` does.

        With ``hints`` the first names that are not known tell which ones may have been meant.
        """
        if not isinstance(inputs, dict):
            raise InvalidInputs.of([Fault(pointer, "must be an object of field names and values")])
        if len(inputs) == len(self._quick):
            try:
                return [read(inputs[name]) for name, read in self._quick]
            except (KeyError, TypeError, Unfit):  # TypeError: a list where a value should be
                pass
        return self._row_with_care(inputs, pointer, hints=hints)

    def records(self, inputs: Sequence[object], pointers: Sequence[str]) -> Matrix:
        """Encode records as a matrix [records, fields]; raises InvalidInputs for all at once."""
        found = self._by_columns(inputs)
        if found is not None:
            return found
        rows: list[list[float]] = []
        faults: list[Fault] = []
        count = 0
        for record, pointer in zip(inputs, pointers, strict=True):
            try:
                hints = len(faults) < spelling.COMPARED
                rows.append(self.row(record, pointer, hints=hints))
            except InvalidInputs as error:
                count += error.count
                faults.extend(error.faults[: FAULTS_LISTED - len(faults)])
        if faults:
            raise InvalidInputs.of(faults, count)
        return np.array(rows, dtype=np.float32).reshape(len(rows), len(self.names))

    def columns(self, columns: Mapping[str, Sequence[Any] | npt.NDArray[Any]]) -> Matrix:
        """Encode equally long columns as a matrix [rows, fields].

        None and NaN in a cell mean unknown. Pointers are ``/row/field``, rows counted from 0.
        Raises InvalidInputs; a fault of a whole column points to ``/field``.
        """
        faults = [
            Fault(f"/{name}", "is a column that is missing")
            for name in self.names
            if name not in columns
        ]
        if faults:
            raise InvalidInputs.of(faults)
        encoded = [self._column(name, columns[name], faults) for name in self.names]
        if faults:
            raise InvalidInputs.of(faults)
        return np.ascontiguousarray(np.stack(encoded, axis=1), dtype=np.float32)

    def distinct(self, name: str, values: Sequence[object]) -> tuple[list[float], dict[int, str]]:
        """Encode the distinct ``values`` of one column; None and NaN mean unknown.

        Returns the code of each, and by position why a value does not fit: its code is NaN. So a
        table of millions of rows reads each value once, by the rule of a record.
        """
        read = self._by_name[name]
        codes: list[float] = []
        unfit: dict[int, str] = {}
        for position, value in enumerate(values):
            unknown = isinstance(value, float) and math.isnan(value)
            try:
                codes.append(read(None if unknown else value))
            except Unfit as error:
                unfit[position] = error.words
                codes.append(math.nan)
        return codes, unfit

    def _by_columns(self, inputs: Sequence[object]) -> Matrix | None:
        """Records with every field known and right, several times as fast; None for others."""
        width = len(self.names)
        records = [each for each in inputs if type(each) is dict and len(each) == width]
        if len(records) < len(inputs) or not records:
            return None
        try:
            found = self.columns({name: [each[name] for each in records] for name in self.names})
        except (KeyError, TypeError, InvalidInputs):  # TypeError: a list where a value should be
            return None
        return None if np.isnan(found).any() else found

    def _row_with_care(
        self, inputs: dict[str, object], pointer: str, *, hints: bool
    ) -> list[float]:
        """The slow way, taken when something is absent, unknown or wrong: finds every fault."""
        row: list[float] = []
        faults: list[Fault] = []
        for name, read in self._readers:
            if name not in inputs:
                if name in self._optional:
                    row.append(math.nan)
                else:
                    faults.append(Fault(f"{pointer}/{name}", REQUIRED))
                continue
            try:
                row.append(read(inputs[name]))
            except Unfit as error:
                faults.append(Fault(f"{pointer}/{name}", error.words))
        unknown = [name for name in inputs if name not in self._fields]
        count = len(faults) + len(unknown)
        # Of a million only the first are listed, so no more are written.
        for name in unknown[:FAULTS_LISTED]:
            meant = spelling.hint(name, self.names) if hints else ""
            detail = f"is not a field of this predictor{meant}"
            faults.append(Fault(f"{pointer}/{pointer_step(name)}", detail))
        if faults:
            raise InvalidInputs.of(faults, count)
        return row

    def _column(
        self, name: str, values: Sequence[Any] | npt.NDArray[Any], faults: list[Fault]
    ) -> npt.NDArray[np.float64]:
        """Encode a column by its distinct values."""
        cells = values.tolist() if isinstance(values, np.ndarray) else values
        # 1 and True are one key of a dict but two different cells, so types come along where a
        # column mixes them; that is rare, and the other way is several times faster.
        kinds = set(map(type, cells)) - {type(None)}
        mixed = len(kinds) > 1 and not kinds <= {int, float}
        if int in kinds:
            cells = [_apart(cell) for cell in cells]
        keys: Sequence[Any] = [(type(cell), cell) for cell in cells] if mixed else cells
        found = list(set(keys))
        read, unfit = self.distinct(name, [key[1] if mixed else key for key in found])
        codes = dict(zip(found, read, strict=True))
        if unfit:
            why = {found[position]: detail for position, detail in unfit.items()}
            faults.extend(
                Fault(f"/{row}/{name}", why[key]) for row, key in enumerate(keys) if key in why
            )
        return np.fromiter(map(codes.__getitem__, keys), dtype=np.float64, count=len(keys))


def _apart(cell: Any) -> Any:
    """A cell whose hash is not shared by many others; it means the same to every field."""
    if type(cell) is not int or -_WHOLE < cell < _WHOLE:
        return cell
    try:
        return float(cell)
    except OverflowError:
        return math.inf if cell > 0 else -math.inf
