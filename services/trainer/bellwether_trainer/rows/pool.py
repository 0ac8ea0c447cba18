"""The data sets of a training, put together; the first one is always read, for its anchor."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bellwether_contract.datasets import INITIAL
from bellwether_contract.spec import Predictor
from bellwether_trainer.records import DataSet, Rows
from bellwether_trainer.rows import data
from bellwether_trainer.rows.data import Loaded


class Pool:
    """Reads data sets of one predictor, each once."""

    def __init__(self, folder: Path, predictor: Predictor, data_dir: Path) -> None:
        self._folder = folder
        self._predictor = predictor
        self._data_dir = data_dir
        self._loaded: dict[str, Loaded] = {}

    def rows(self, names: tuple[str, ...]) -> Rows:
        """The rows of the data sets called ``names``, one after another; raises TrainingError."""
        loaded = [self._load(name) for name in names]
        return Rows(
            matrix=np.concatenate([each.matrix for each in loaded]),
            labels=np.concatenate([each.labels for each in loaded]),
            origins=np.repeat(
                np.arange(len(names), dtype=np.int16), [len(each.labels) for each in loaded]
            ),
            sets=tuple(
                DataSet(name, each.sha256, len(each.labels), int(each.labels.sum()))
                for name, each in zip(names, loaded, strict=True)
            ),
        )

    def _load(self, name: str) -> Loaded:
        if name not in self._loaded:
            self._loaded[name] = (
                data.initial(self._folder, self._predictor)
                if name == INITIAL
                else data.uploaded(self._data_dir, self._predictor, name)
            )
        return self._loaded[name]
