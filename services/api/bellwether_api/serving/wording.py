"""In which words an answer speaks: asked for only where it has any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bellwether_api.declarations.translations import Translations
from bellwether_api.http.languages import ENVIRON
from bellwether_contract.bundle.bundle import Bundle


class Wording:
    """The words of one request's answer.

    Most answers are numbers: their request is not looked at for a language.
    """

    __slots__ = ("_environ", "_translations", "language")

    def __init__(self, translations: Translations, environ: Mapping[str, Any]) -> None:
        self._translations = translations
        self._environ = environ
        # In which the answer speaks; None while it says nothing.
        self.language: str | None = None

    def of(self, bundle: Bundle) -> Bundle:
        """The version in the language that the request asks for."""
        worded = self._translations.bundle(bundle, self._environ.get(ENVIRON))
        self.language = worded.predictor.language
        return worded

    def headers(self) -> Iterable[tuple[str, str]]:
        """What the answer has to say of its language: nothing where it has no words."""
        if self.language is None:
            return ()
        return ("Content-Language", self.language), ("Vary", "Accept-Language")
