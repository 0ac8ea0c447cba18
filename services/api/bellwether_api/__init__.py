"""Bellwether's API: models from the shared volume, served while they change."""

from __future__ import annotations

import atexit
import logging
import os

from flask import Flask

from bellwether_api import (
    datasets,
    errors,
    exposition,
    health,
    large_bodies,
    metrics,
    predictions,
    predictors,
    queries,
    request_ids,
    retrainings,
    short_way,
    validations,
    versions,
)
from bellwether_api.archive import Archive
from bellwether_api.auth import OperatorKey
from bellwether_api.catalog import Catalog
from bellwether_api.checks import Checks
from bellwether_api.config import ApiSettings
from bellwether_api.connection import connect
from bellwether_api.directory import Directory
from bellwether_api.events import Streams
from bellwether_api.first_start import FirstStarts, FullTrainings
from bellwether_api.idempotency import Claims
from bellwether_api.last_trainings import LastTrainings
from bellwether_api.openapi import routes as openapi
from bellwether_api.openapi.document import CALLS
from bellwether_api.poller import Poller
from bellwether_api.queue import TrainingQueue
from bellwether_api.registry import Registry
from bellwether_api.rollcall import RollCall
from bellwether_api.uploads import Intake
from bellwether_api.v2 import routes as v2
from bellwether_api.workload import Workloads
from bellwether_contract.datasets import DatasetStore
from bellwether_contract.store import ModelStore
from bellwether_contract.validations import ValidationStore

__version__ = "0.1.0"

# 10,000 heart records are 3.5 MB.
BODY_BYTES = 8 << 20


def create_app(settings: ApiSettings | None = None) -> Flask:
    """Wire the API; without ``settings`` the environment tells them.

    Loads what it can before it returns, so that the first request finds the models, and starts
    the poller: call it in the process that serves. Raises InvalidSettings.
    """
    settings = settings or ApiSettings.from_environment(os.environ)
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )

    store = ModelStore(settings.models_dir, settings.champions_dir)
    rows = DatasetStore(settings.data_dir)
    judged = ValidationStore(settings.data_dir)
    rows.sweep()
    judged.sweep()
    catalog = Catalog(settings.predictors_dir)
    # First of all: from now on promotions wait for this process.
    registry = Registry(store, RollCall.of_environment())
    redis = connect(settings)
    queue = TrainingQueue(redis)
    directory = Directory(catalog, registry)
    archive = Archive(store)
    last = LastTrainings(queue, store, archive)
    streams = Streams(queue)
    checks, intake = Checks(redis), Intake(rows)
    operator = OperatorKey(settings.operator_key)

    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES
    # A path is what it is: no redirects to what it might have meant.
    app.url_map.merge_slashes = False
    errors.register(app)
    large_bodies.register(app)
    queries.register(app, CALLS)
    for blueprint in (
        predictions.blueprint(registry, directory, queue, last, settings.data_dir, operator),
        predictors.blueprint(catalog, registry, directory, archive, queue, last),
        retrainings.blueprint(directory, queue, rows, streams, operator),
        datasets.blueprint(
            registry, directory, archive, rows, checks, Claims(redis), intake, operator
        ),
        validations.blueprint(
            registry, directory, archive, judged, checks, Claims(redis), intake, operator
        ),
        versions.blueprint(registry, directory, archive, store, operator),
        health.blueprint(registry, operator),
        exposition.blueprint(Workloads(redis)),
        v2.blueprint(registry, directory, archive, operator, __version__),
        openapi.blueprint(directory, __version__),
    ):
        app.register_blueprint(blueprint)

    metrics.start()
    # From the outside in; each hands on what it does not answer.
    app.wsgi_app = request_ids.named(  # type: ignore[assignment, method-assign]
        metrics.timed(short_way.shortened(app.wsgi_app, registry))
    )

    steps = [catalog.poll, registry.poll, lambda: metrics.ready(registry.ready)]
    if settings.first_start:
        steps.append(FirstStarts(catalog, registry, queue).ensure)
    if settings.full_training:
        steps.append(FullTrainings(catalog, registry, queue, last).ensure)
    poller = Poller(settings.poll_seconds, *steps)
    poller.round()
    poller.start()
    atexit.register(poller.stop)
    app.extensions["bellwether"] = poller
    app.extensions["bellwether-streams"] = streams
    return app
