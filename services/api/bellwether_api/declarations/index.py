"""Which predictors there are: those with a champion, and those that are only declared."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Literal

from bellwether_api.declarations.live import LiveModels
from bellwether_api.declarations.watcher import Declaration, DeclarationWatcher
from bellwether_api.http.errors import ApiError
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.applicability import Ends
from bellwether_contract.errors import UnknownPredictor

Source = Literal["champion", "folder"]


class NotDeclared(ApiError):
    """The predictor answers, but its folder, from which it would be trained, is not usable."""

    status = HTTPStatus.CONFLICT


class PredictorIndex:
    """The declarations and the live models, looked at as one."""

    def __init__(self, watcher: DeclarationWatcher, live: LiveModels) -> None:
        self._watcher = watcher
        self._live = live

    def names(self) -> list[str]:
        """The predictors that can be described, sorted."""
        live = {name for name in self._live.names() if self._live.bundle(name)}
        return sorted(live | self._watcher.declarations().keys())

    def require(self, name: str) -> None:
        """Raise UnknownPredictor unless a predictor is declared or has, or had, a champion."""
        if not self._live.known(name) and self._watcher.get(name) is None:
            # The name itself is whatever stood in an address; it is not repeated.
            raise UnknownPredictor("There is no predictor of this name")

    def declaration(self, name: str) -> tuple[Predictor, Source]:
        """What form and checks follow: the live version's copy, or the folder's.

        Raises UnknownPredictor.
        """
        bundle = self._live.bundle(name)
        if bundle is not None:
            return bundle.predictor, "champion"
        declared = self._watcher.get(name)
        if declared is None:
            raise UnknownPredictor("There is no predictor of this name that can be used")
        return declared.predictor, "folder"

    def form(self, name: str) -> tuple[Predictor, Source, Mapping[str, Ends]]:
        """What is asked: the declaration, ending where the live version's rows end.

        The ends say why, by field. Raises UnknownPredictor.
        """
        bundle = self._live.bundle(name)
        if bundle is not None:
            return bundle.limits.form, "champion", bundle.limits.ends
        declared, source = self.declaration(name)
        return declared, source, {}

    def folder(self, name: str) -> Declaration | None:
        """The sound declaration in the predictor's folder, or None."""
        return self._watcher.get(name)

    def title(self, name: str) -> str:
        """What people call a predictor; its name where no declaration can be read."""
        declared = self._watcher.get(name)
        return declared.predictor.title if declared is not None else name

    def trainable(self, name: str) -> Declaration:
        """What a training starts from; raises UnknownPredictor or NotDeclared."""
        self.require(name)
        declared = self._watcher.get(name)
        if declared is None:
            raise NotDeclared(f"The folder of {name} is gone or broken; put it in order first")
        return declared
