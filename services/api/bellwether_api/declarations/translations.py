"""Predictors in the language that somebody reads, by the translations in their folders."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from bellwether_api.declarations.watcher import DeclarationWatcher
from bellwether_api.http.languages import preferred
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.bundle.in_language import in_language
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.declaration.translation import Translation


class Translations:
    """What the folders say in other languages; the versions that answer know nothing of it.

    ``header`` is the request's Accept-Language. Where it asks for nothing that is there, the
    declaration's own language is told.
    """

    def __init__(self, watcher: DeclarationWatcher) -> None:
        self._watcher = watcher
        # By language, with the translation they were made by: a mended one makes them anew.
        self._worded: WeakKeyDictionary[Bundle, dict[str, tuple[Translation, Bundle]]] = (
            WeakKeyDictionary()
        )

    def languages(self, predictor: Predictor) -> list[str]:
        """Those that a predictor can be told in: its own first, the others in order."""
        found = self._watcher.get(predictor.name)
        others = sorted(found.translations) if found is not None else []
        return [predictor.language, *(each for each in others if each != predictor.language)]

    def predictor(self, predictor: Predictor, header: str | None) -> Predictor:
        """A declaration as it is asked for."""
        found = self._asked(predictor, header)
        return predictor if found is None else found.of(predictor)

    def bundle(self, bundle: Bundle, header: str | None) -> Bundle:
        """A version as it is asked for; the same one where it is asked for as it is."""
        found = self._asked(bundle.predictor, header)
        if found is None:
            return bundle
        known = self._worded.setdefault(bundle, {})
        made_by, worded = known.get(found.language, (None, bundle))
        if made_by is not found:
            worded = in_language(bundle, found)
            known[found.language] = found, worded
        return worded

    def _asked(self, predictor: Predictor, header: str | None) -> Translation | None:
        if not header:
            return None
        found = self._watcher.get(predictor.name)
        if found is None or not found.translations:
            return None
        known = {predictor.language, *found.translations}
        wanted = preferred(header, known, predictor.language)
        return None if wanted == predictor.language else found.translations[wanted]
