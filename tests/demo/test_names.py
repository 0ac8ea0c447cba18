"""Every name of .env.example is heard without Docker, or its start says that it is not."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from pydantic import SecretStr

from bellwether_api.config import ApiSettings
from bellwether_trainer.worker.config import TrainerSettings
from tests.running_stack import ROOT
from tools.demo import names, parts, places, procfile, watch
from tools.demo.parts import Part

NAMES = re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

Parts = Mapping[str, Part]


def _listens(started: Parts) -> str:
    configuration = started["nginx"].command[started["nginx"].command.index("-c") + 1]
    return " ".join(re.findall(r"^ *listen .*;", Path(configuration).read_text(), re.MULTILINE))


def _nginx(started: Parts) -> str:
    configuration = started["nginx"].command[started["nginx"].command.index("-c") + 1]
    return Path(configuration).read_text()


def _api(started: Parts) -> ApiSettings:
    environment = dict(started["api"].environment)
    return ApiSettings.from_environment(
        {"BELLWETHER_OPERATOR_KEY": "the-operators-key", **environment}
    )


def _trainer(started: Parts) -> TrainerSettings:
    return TrainerSettings.from_environment(started["trainer"].environment)


# For each name a value, and what it changes in the parts that are started.
HEARD: dict[str, tuple[str, Callable[[Parts], bool]]] = {
    "HTTP_BIND": ("0.0.0.0", lambda p: "0.0.0.0:8080" in _listens(p)),
    "HTTP_PORT": ("9191", lambda p: "127.0.0.1:9191" in _listens(p)),
    "ALLOWED_ORIGINS": ("https://one.example", lambda p: "https://one.example" in _nginx(p)),
    "RATE_LIMIT": ("7", lambda p: "rate=7r/s" in _nginx(p)),
    "TRUSTED_PROXIES": ("192.0.2.7", lambda p: "set_real_ip_from 192.0.2.7;" in _nginx(p)),
    "PREDICTORS_DIR": ("/mine", lambda p: _api(p).predictors_dir == Path("/mine")),
    "PUBLIC_PREDICTIONS": ("no", lambda p: not _api(p).public_predictions),
    "AUDIT_KEEP_MONTHS": ("24", lambda p: _api(p).audit_keep_months == 24),
    "BASE_PATH": ("/risk", lambda p: _api(p).base_path == "/risk"),
    "DASK": ("tcp://one:8786", lambda p: _trainer(p).dask == "tcp://one:8786"),
    "FIRST_START": ("no", lambda p: not _api(p).first_start),
    "FULL_TRAINING": ("no", lambda p: not _api(p).full_training),
    "KEEP_VERSIONS": (
        "7",
        lambda p: (_api(p).keep_versions, _trainer(p).keep_versions) == (7, 7),
    ),
    "KEEP_PROMOTIONS": ("7", lambda p: _trainer(p).keep_promotions == 7),
    "KEEP_DAYS": ("7", lambda p: _trainer(p).keep_days == 7),
    "REQUIRE_SIGNATURES": (
        "no",
        lambda p: not (_api(p).require_signatures or _trainer(p).require_signatures),
    ),
    "STORE": (
        "s3://bucket/prefix",
        lambda p: (_api(p).store, _trainer(p).store) == ("s3://bucket/prefix",) * 2,
    ),
    "STORE_ENDPOINT": ("http://s3:1", lambda p: _trainer(p).store_endpoint == "http://s3:1"),
    "STORE_REGION": ("eu-1", lambda p: _trainer(p).store_region == "eu-1"),
    "STORE_KEY_ID": ("me", lambda p: _trainer(p).store_key_id == "me"),
    "STORE_SECRET": (
        "mine",
        lambda p: (
            (found := _trainer(p).store_secret) is not None and found.get_secret_value() == "mine"
        ),
    ),
    "STORE_SECRET_FILE": (
        __file__,
        lambda p: (
            "STORE_SECRET_FILE"
            in str((_trainer(p).store_secret or SecretStr("")).get_secret_value())
        ),
    ),
    "WEB_CONCURRENCY": ("3", lambda p: p["api"].environment["WEB_CONCURRENCY"] == "3"),
    "TRAINING_THREADS": ("1", lambda p: _trainer(p).training_threads == 1),
    "LOG_LEVEL": (
        "debug",
        lambda p: (_api(p).log_level, _trainer(p).log_level) == ("debug", "debug"),
    ),
}
# The launcher writes them into the file that the API reads: test_make_demo.py.
KEYS = {"OPERATOR_KEY", "OPERATOR_KEY_FILE"}
# Which are heard together alone.
TLS = {"TLS_DIR": "/tls", "TLS_CERT_FILE": "a.pem", "TLS_KEY_FILE": "a.key"}


def _parts(directory: Path, told: Mapping[str, str]) -> Parts:
    here = places.choose(directory, told)
    here.make()
    (here.keys / "operator-key").write_text("the-operators-key\n")
    for name in ("redis-password", "trainer-redis-password"):
        (here.keys / name).write_text("p\n")
    return {part.name: part for part in parts.all_of(here, told, leave=False)}


def test_the_table_knows_every_name() -> None:
    assert NAMES
    heard = HEARD.keys() | KEYS | TLS.keys()
    assert set(NAMES) == heard | names.DOCKERS.keys() == set(names.KNOWN)


@pytest.mark.parametrize("source", ["environment", "file"])
@pytest.mark.parametrize("name", sorted(HEARD))
def test_what_is_set_is_heard(tmp_path: Path, name: str, source: str) -> None:
    value, heard = HEARD[name]
    if source == "file":
        (tmp_path / ".env").write_text(f"{name}={value}\n")
        told = names.hear({"COMPOSE_ENV_FILES": str(tmp_path / ".env")})
    else:
        told = names.settle({}, {name: value})
    assert not heard(_parts(tmp_path / "unset", {}))
    assert heard(_parts(tmp_path / "set", told))


def test_a_certificate_is_heard(tmp_path: Path) -> None:
    started = _parts(tmp_path, TLS)
    assert "127.0.0.1:8080 ssl " in _listens(started)
    assert 'ssl_certificate "/tls/a.pem"; ssl_certificate_key "/tls/a.key";' in _nginx(started)
    assert {"https://localhost:8080", "/tls/a.pem"} <= set(started["watch"].command)
    assert "ssl_certificate_key" not in _nginx(_parts(tmp_path / "plain", {}))


def test_whoever_has_chosen_a_place_is_told_that_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept(state: Path) -> str:
        _, key, told, *_ = _parts(state, {})["watch"].command[3:]
        # After the interpreter, -m and the module come the address, the key's file and the place.
        said = watch.summary("http://localhost:8080", key, told, {"heart": 70})
        assert "the-operators-key" in said
        return said.rpartition("kept in ")[2]

    assert kept(tmp_path / "elsewhere") == f"{tmp_path}/elsewhere/ for the next start."
    monkeypatch.chdir(tmp_path)
    assert kept(tmp_path / ".demo") == ".demo/ for the next start."


@pytest.mark.parametrize("name", names.SERVICES)
def test_what_is_said_as_the_services_call_it_counts_first(name: str) -> None:
    written = {name: "of the file"}
    assert names.settle(written, {f"BELLWETHER_{name}": "of the service"}) == {
        name: "of the service"
    }


@pytest.mark.parametrize("name", sorted(names.DOCKERS))
def test_what_docker_alone_can_do_is_refused(name: str) -> None:
    with pytest.raises(SystemExit, match=f"{name}=4g is not heard without Docker"):
        names.settle({}, {name: "4g"})


@pytest.mark.parametrize("page", ["operate.md", "deploy-paas.md"])
def test_what_is_refused_is_told(page: str) -> None:
    told = (ROOT / "docs" / page).read_text().partition("\n## Settings\n")[2].partition("\n## ")[0]
    # A platform says where it listens, and has the certificate.
    refused = [*names.DOCKERS, *(names.ADDRESS + names.TLS if page == "deploy-paas.md" else ())]
    assert [name for name in refused if f"`{name}`" not in told] == []


def test_the_environment_counts_before_the_file_and_nothing_is_the_default() -> None:
    written = {"LOG_LEVEL": "debug", "HTTP_PORT": "9000", "TRAINER_MEMORY": "8g"}
    told = names.settle(written, {"LOG_LEVEL": "error", "HTTP_PORT": "", "TRAINER_MEMORY": ""})
    assert told == {"LOG_LEVEL": "error"}


def test_a_file_is_read_as_compose_reads_it(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "# a comment\n\nexport LOG_LEVEL=debug\nHTTP_PORT = 9000 # mine\n"
        "OPERATOR_KEY='a$b#c'\nPREDICTORS_DIR=\"/with a space\"\nCOMPOSE_PROJECT_NAME=x\n"
        "FIRST_START=\nRATE_LIMIT=5#5\n"
    )
    assert names.read(file) == {
        "LOG_LEVEL": "debug",
        "HTTP_PORT": "9000",
        "OPERATOR_KEY": "a$b#c",
        "PREDICTORS_DIR": "/with a space",
        "COMPOSE_PROJECT_NAME": "x",
        "FIRST_START": "",
        "RATE_LIMIT": "5#5",
    }


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("FULL_TRAINNG=no", "line 2: FULL_TRAINNG is not heard. Did you mean FULL_TRAINING?"),
        ("BELLWETHER_FULL_TRAINING=no", "Did you mean FULL_TRAINING?"),
        ("no equals sign", "line 2 is not NAME=value"),
        ("OPERATOR_KEY=a$b", "in 'single quotes'"),
    ],
)
def test_a_line_that_is_not_heard_is_named(tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / ".env"
    file.write_text(f"LOG_LEVEL=info\n{line}\n")
    with pytest.raises(SystemExit, match=re.escape(told)):
        names.read(file)


@pytest.mark.parametrize("value", ["none", "0", "-1", "1.5", "²"])
@pytest.mark.parametrize("name", names.NUMBERS)
def test_a_number_that_is_none_is_named(name: str, value: str) -> None:
    with pytest.raises(SystemExit, match=f"{name}={value}"):
        names.settle({}, {name: value})


def test_a_platform_says_the_port_and_gives_a_redis(tmp_path: Path) -> None:
    for name in names.ADDRESS:
        with pytest.raises(SystemExit, match="the platform says PORT"):
            procfile.web({name: "9000"})
    for name in names.TLS:
        with pytest.raises(SystemExit, match="the platform has TLS"):
            procfile.web({name: "x"})
    with pytest.raises(SystemExit, match="REDIS_URL is not set"):
        procfile.web({})
    places_of = {
        f"BELLWETHER_{each}_DIR": str(tmp_path / each) for each in ("MODELS", "CHAMPIONS", "DATA")
    }
    with pytest.raises(SystemExit, match="BELLWETHER_OPERATOR_KEY is not set"):
        procfile.web({"REDIS_URL": "redis://127.0.0.1:1/0", **places_of})


def test_dynos_that_share_no_disk_train_within_web() -> None:
    assert not procfile.trains({})
    assert procfile.trains({"DYNO": "web.1"})
    assert procfile.trains({"TRAINER_IN_WEB": "yes"})
    assert not procfile.trains({"DYNO": "web.1", "TRAINER_IN_WEB": "no"})
    assert procfile.trains({"DYNO": "web.1", "TRAINER_IN_WEB": ""})
    with pytest.raises(SystemExit, match="neither yes nor no"):
        procfile.trains({"TRAINER_IN_WEB": "perhaps"})
    with pytest.raises(SystemExit, match="Scale worker to 0"):
        procfile.worker({**os.environ, "DYNO": "worker.1"})
