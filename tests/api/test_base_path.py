"""Under a path of its own the API names its addresses with that path, and else as ever."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bellwether_api.config import ApiSettings
from bellwether_contract.settings import InvalidSettings
from tests import made_up
from tests.api.conftest import OPERATOR, House

RETRAININGS = f"/api/v1/predictors/{made_up.NAME}/retrainings"


@pytest.mark.parametrize("base", ["", "/bellwether", "/a/b-c"])
def test_addresses_begin_with_it(house_with_redis: House, base: str) -> None:
    made_up.write(house_with_redis.predictors)
    client = house_with_redis.start(base_path=base)
    asked = client.post(RETRAININGS, json={}, headers=OPERATOR)
    assert asked.status_code == 202
    where = f"/api/v1/retrainings/{asked.get_json()['id']}"
    assert asked.headers["Location"] == base + where
    assert client.get("/openapi.json").get_json()["servers"] == [{"url": f"{base}/"}]
    # The proxy has taken it away before a request comes here.
    assert client.get(where).status_code == 200


@pytest.mark.parametrize("base", ["bellwether", "/bellwether/", "/", "//a", "/a b", "/a?b"])
def test_what_is_no_path_is_refused(base: str) -> None:
    with pytest.raises((InvalidSettings, ValidationError)):
        ApiSettings.from_environment(
            {"BELLWETHER_BASE_PATH": base, "BELLWETHER_OPERATOR_KEY": "x" * 24}
        )
