"""A setting with a typo stops the program, and a secret can stand in a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bellwether_contract.settings import InvalidSettings, Settings


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("from a file\n")
    settings = Settings.from_environment(
        {
            "BELLWETHER_MODELS_DIR": "/elsewhere",
            "BELLWETHER_REDIS_PASSWORD_FILE": str(secret),
            "HOME": "/not/ours",
        }
    )
    assert settings.models_dir == Path("/elsewhere")
    assert settings.predictors_dir == Path("/predictors")
    assert settings.redis_password is not None
    assert settings.redis_password.get_secret_value() == "from a file"
    assert "from a file" not in repr(settings)


def test_an_empty_variable_is_not_given() -> None:
    settings = Settings.from_environment({"BELLWETHER_MODELS_DIR": ""})
    assert settings.models_dir == Path("/models")


def test_what_the_client_is_told_stops_no_service() -> None:
    Settings.from_environment({"BELLWETHER_URL": "http://x", "BELLWETHER_KEY_FILE": "/no/key"})


@pytest.mark.parametrize(
    "environ",
    [
        {"BELLWETHER_MODEL_DIR": "/models"},
        {"BELLWETHER_LOG_LEVEL": "loud"},
        {"BELLWETHER_REDIS_PASSWORD_FILE": "/does/not/exist"},
    ],
)
def test_a_setting_that_makes_no_sense_is_named(environ: dict[str, str]) -> None:
    with pytest.raises(InvalidSettings, match=next(iter(environ))):
        Settings.from_environment(environ)


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.touch()
    with pytest.raises(InvalidSettings, match="is empty"):
        Settings.from_environment({"BELLWETHER_REDIS_PASSWORD_FILE": str(secret)})


def test_whoever_has_a_volume_loads_no_client_of_a_bucket() -> None:
    program = (
        "import sys; import bellwether_contract.storage.opened; sys.exit('obstore' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
