"""Every call, made with the key of every role: what the table of rights says, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr

from bellwether_api.http import rights
from bellwether_api.http.auth import Access, NoRight
from bellwether_api.http.rights import RIGHTS
from bellwether_contract.storage.key_store import KeyStore
from bellwether_contract.vocabulary import Role
from tests import factories, made_up
from tests.api.conftest import OPERATOR, House

TOLD = (Path(__file__).parents[2] / "docs/keys-and-audit.md").read_text()
ONE = f"/api/v1/predictors/{made_up.NAME}"


def key(house: House, role: Role, predictors: list[str] | None = None) -> dict[str, str]:
    store = KeyStore(house.champions)
    name = f"{role} of {len(store.all())}"
    _, secret = store.create(name, role, predictors=predictors, days=None, by="operator")
    return {"Authorization": f"Bearer {secret}"}


def calls(app: Flask) -> list[tuple[str, str, str]]:
    """Method, path as the table has it, and a path to ask, of every call."""
    values = {
        "name": made_up.NAME,
        "version": factories.version_name(1),
        "job": "0" * 32,
        "validation": "0" * 32,
        "key": "0" * 12,
    }
    found = []
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        place = re.sub(r"{(\w+)}", lambda match: values.get(match[1], "0" * 64), path)
        found += [(each, path, place) for each in (rule.methods or set()) - {"HEAD", "OPTIONS"}]
    return found


def status(client: FlaskClient, method: str, path: str, place: str, headers: dict[str, str]) -> int:
    body = {"promote": False} if path.endswith("/retrainings") and method == "POST" else None
    with client.open(place, method=method, json=body, headers=headers) as response:
        return response.status_code


def test_every_call_has_a_row_and_every_row_a_call(house: House) -> None:
    told = {(method, path) for method, path, _ in calls(house.start().application)}
    assert told == set(RIGHTS)


@pytest.mark.parametrize("public", [True, False], ids=["public", "closed"])
@pytest.mark.parametrize("role", [None, *get_args(Role)])
def test_every_call_does_for_every_role_what_its_row_says(
    house: House, role: Role | None, public: bool
) -> None:
    factories.publish(house.store, 1)
    client = house.start(public_predictions=public)
    headers = {} if role is None else key(house, role)
    for method, path, place in calls(client.application):
        right = RIGHTS[method, path]
        without = right.without_key(public_predictions=public)
        expected = None if without or role in right.roles else 401 if role is None else 403
        answered = status(client, method, path, place, headers)
        assert (answered if answered in (401, 403) else None) == expected, (method, path)


@pytest.mark.parametrize("role", get_args(Role))
def test_a_key_for_other_predictors_does_nothing_here(house: House, role: Role) -> None:
    factories.publish(house.store, 1)
    client = house.start(public_predictions=False)
    elsewhere, here = key(house, role, ["zeal"]), key(house, role, ["zeal", made_up.NAME])
    for method, path, place in calls(client.application):
        right = RIGHTS[method, path]
        if right.without_key(public_predictions=False) or role not in right.roles:
            continue
        of_one = "{name}" in path
        refused = 403 if of_one or right.everything else None
        answered = status(client, method, path, place, elsewhere)
        assert (answered if answered in (401, 403) else None) == refused, (method, path)
        if of_one:
            assert status(client, method, path, place, here) not in (401, 403), (method, path)


def test_the_operators_key_is_an_operators_of_everything(house: House) -> None:
    client = house.start(public_predictions=False)
    for method, path, place in calls(client.application):
        if "operator" in RIGHTS[method, path].roles:
            assert status(client, method, path, place, OPERATOR) not in (401, 403), (method, path)


def test_a_call_without_a_row_stops_the_api_at_its_start(house: House) -> None:
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/api/v1/secrets", view_func=lambda: "all of them", methods=["GET"])
    keys = KeyStore(house.champions)
    access = Access(SecretStr("x" * 12), keys, lambda: 1, public_predictions=True)
    with pytest.raises(NoRight, match="/api/v1/secrets has no row"):
        access.guard(app)


def test_the_table_in_the_documents_is_the_one_in_the_code() -> None:
    assert rights.table() in TOLD


def test_openapi_says_whose_key_a_call_needs(house: House) -> None:
    factories.publish(house.store, 1)
    for public in (True, False):
        client = house.start(public_predictions=public)
        for path, methods in client.get("/openapi.json").get_json()["paths"].items():
            for method, operation in methods.items():
                row = re.sub(rf"^({ONE})(?=/)", "/api/v1/predictors/{name}", path)
                right = RIGHTS[method.upper(), row]
                needs = not right.without_key(public_predictions=public)
                assert ("security" in operation) == needs, (method, path)
                assert (rights.in_words(right) in operation.get("description", "")) == needs
