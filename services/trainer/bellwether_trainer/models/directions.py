"""Whether an exported model keeps the directions that its declaration promises."""

from __future__ import annotations

import numpy as np

from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.declaration.fields import CategoryField, Field, NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.records import TrainingError

# So many people are asked about at so many values from one end of a field's range to the other.
PEOPLE, VALUES = 200, 41

# What a float32 rounds is no step in the wrong direction.
ROUNDING = 1e-6


def require(scorer: Scorer, rows: Matrix, predictor: Predictor) -> None:
    """Raise TrainingError where a probability goes against ``monotone``.

    People out of ``rows``, float32 [rows, fields], get each value of a field in turn, all else
    being equal.
    """
    people = rows[:: max(1, len(rows) // PEOPLE)]
    for name, direction in predictor.monotone.items():
        column = predictor.column(name)
        values = _values(predictor.fields[column])
        asked = np.repeat(people, len(values), axis=0)
        asked[:, column] = np.tile(values, len(people))
        said = scorer.probabilities(asked).reshape(len(people), len(values))
        steps = np.diff(said.astype(np.float64), axis=1)
        wrong = float((-steps if direction == "up" else steps).max())
        if not wrong <= ROUNDING:
            raise TrainingError(
                f"the model goes against monotone: {{{name}: {direction}}} by "
                f"{100 * wrong:.2g} points of 100 between two neighbouring values of {name}, all "
                "else being equal; take it out of monotone and train again"
            )


def _values(field: Field) -> Matrix:
    if isinstance(field, NumberField):
        return np.linspace(field.minimum, field.maximum, VALUES, dtype=np.float32)
    count = len(field.choices) if isinstance(field, CategoryField) else 2
    return np.arange(count, dtype=np.float32)
