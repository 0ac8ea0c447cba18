"""GET /api/v1/predictors: what can be predicted."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, request

from bellwether_api.declarations.index import PredictorIndex
from bellwether_api.declarations.translations import Translations
from bellwether_api.declarations.watcher import DeclarationWatcher
from bellwether_api.http.languages import ENVIRON, in_languages
from bellwether_api.http.responses import encoded, tagged
from bellwether_api.jobs.last_trainings import LastTrainings
from bellwether_api.jobs.trainings import TrainingQueue
from bellwether_api.representations.predictors import (
    BrokenFolder,
    BrokenTranslation,
    Predictor,
    Predictors,
    PredictorSummary,
)
from bellwether_api.serving.champion_manifest import champion_manifest
from bellwether_api.serving.registry import Registry
from bellwether_api.versions.repository import VersionRepository
from bellwether_contract.declaration import spec


def blueprint(
    watcher: DeclarationWatcher,
    registry: Registry,
    predictor_index: PredictorIndex,
    translations: Translations,
    repository: VersionRepository,
    queue: TrainingQueue,
    last: LastTrainings,
) -> Blueprint:
    """The list of predictors, and each in full."""
    routes = Blueprint("predictors", __name__, url_prefix="/api/v1/predictors")

    @routes.get("")
    def index() -> Response:
        under_way = queue.glance()
        ended = last.without_model(
            {n for n in predictor_index.names() if registry.bundle(n) is None}
        )
        declared = {name: _declared(name) for name in predictor_index.names()}
        listing = Predictors(
            predictors=[
                PredictorSummary.of(
                    name,
                    predictor,
                    registry.state(name),
                    under_way.get(name),
                    ended.get(name),
                )
                for name, predictor in declared.items()
            ],
            broken=[BrokenFolder.of(folder) for folder in watcher.broken()],
            broken_translations=[
                BrokenTranslation.of(*each) for each in watcher.faulty_translations()
            ]
            or None,
        )
        languages = (each.language for each in declared.values())
        return in_languages(tagged(encoded(listing)), languages)

    @routes.get("/<name>")
    def show(name: str) -> Response:
        predictor_index.require(name)
        state = registry.current(name)
        declared, source, ends = predictor_index.form(name)
        lacking = {name} if registry.bundle(name) is None else set()
        wanted, languages = request.environ.get(ENVIRON), translations.languages(declared)
        if state is not None and state.bundle is not None:
            worded = translations.bundle(state.bundle, wanted)
            state = replace(state, bundle=worded)
            declared, ends = worded.limits.form, worded.limits.ends
        else:
            declared = translations.predictor(declared, wanted)
        predictor = Predictor.of(
            declared,
            source,
            ends,
            state,
            champion_manifest(name, state, repository),
            queue.glance().get(name),
            last.without_model(lacking).get(name),
            languages,
        )
        return in_languages(tagged(encoded(predictor)), [predictor.language])

    def _declared(name: str) -> spec.Predictor:
        """What a predictor says of itself, in the language asked for."""
        wanted, bundle = request.environ.get(ENVIRON), registry.bundle(name)
        if bundle is not None:
            # Kept beside the version: a list is asked for again and again.
            return translations.bundle(bundle, wanted).predictor
        return translations.predictor(predictor_index.declaration(name)[0], wanted)

    return routes
