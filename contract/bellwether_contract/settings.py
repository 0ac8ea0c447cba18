"""Environment -> settings, the same way in every service.

Every variable begins with ``BELLWETHER_``. One that no service knows stops the program at its
start: a typo is never a setting ignored. A secret can be given as ``..._FILE``, the path of a
file that holds it.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field as Declared
from pydantic import FilePath, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bellwether_contract.errors import BellwetherError

PREFIX = "BELLWETHER_"

# Variables that belong to some part of the stack; the settings of each service are among them.
KNOWN = frozenset(
    {
        "PREDICTORS_DIR",
        "MODELS_DIR",
        "CHAMPIONS_DIR",
        "STORE",
        "STORE_ENDPOINT",
        "STORE_REGION",
        "STORE_KEY_ID",
        "STORE_SECRET",
        "CACHE_DIR",
        "DATA_DIR",
        "RECORDS_DIR",
        "PUBLIC_KEYS_DIR",
        "REQUIRE_SIGNATURES",
        "SIGNING_KEYS_DIR",
        "REDIS_URL",
        "REDIS_PASSWORD",
        "REDIS_CA_FILE",
        "REDIS_TLS_VERIFY",
        "OPERATOR_KEY",
        "PUBLIC_PREDICTIONS",
        "AUDIT_KEEP_MONTHS",
        "BASE_PATH",
        "DASK",
        "POLL_SECONDS",
        "FIRST_START",
        "FULL_TRAINING",
        "TRAINING_THREADS",
        "HEARTBEAT_FILE",
        "WORKER",
        "KEEP_VERSIONS",
        "KEEP_PROMOTIONS",
        "KEEP_DAYS",
        "LOG_LEVEL",
    }
)
# The client's: whoever has set them in a shell may start a service there as well.
CLIENT = frozenset({"URL", "KEY", "KEY_FILE"})
SECRETS = frozenset({"REDIS_PASSWORD", "OPERATOR_KEY", "STORE_SECRET"})


class InvalidSettings(BellwetherError):
    """The environment does not make sense."""


class Settings(BaseSettings):
    """What every service is told: where the volumes and Redis are."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    predictors_dir: Path = Path("/predictors")
    models_dir: Path = Path("/models")
    champions_dir: Path = Path("/champions")
    data_dir: Path = Path("/data")
    records_dir: Path = Path("/records")

    # A bucket that keeps versions, histories and pointers in place of the two volumes, s3://BUCKET/
    # PREFIX; what speaks the protocol of S3 has an endpoint of its own. Without a key the usual
    # variables (AWS_ACCESS_KEY_ID and so on) or the machine's role tell who asks. Copies of what is
    # asked for lie in the cache of each host.
    store: Annotated[str, Declared(pattern=r"^s3://[a-z0-9][a-z0-9.-]+(/[\w./-]*)?$")] | None = None
    store_endpoint: Annotated[str, Declared(pattern="^https?://[^/]+/?$")] | None = None
    store_region: str | None = None
    store_key_id: str | None = None
    store_secret: SecretStr | None = None
    cache_dir: Path = Path("/cache")

    # Who signs versions: a directory with a file NAME.pub for each key, and whether a version
    # without a signature is refused.
    public_keys_dir: Path | None = None
    require_signatures: bool = False

    redis_url: str = "redis://redis:6379/0"
    redis_password: SecretStr | None = None

    # For rediss://, which is encrypted: whom to trust beside the machine's authorities, and whether
    # the certificate is looked at at all. A server that signs its own needs one of the two.
    redis_ca_file: FilePath | None = None
    redis_tls_verify: bool = True

    # How many of the newest versions of a predictor are kept; unset: no version is ever removed
    # unless an operator asks for it. Kept beside them are the champion, so many champions before
    # it, and whoever was champion within so many days (`storage/retention.py` has the rest).
    keep_versions: Annotated[int, Declared(ge=1, le=1_000_000)] | None = None
    keep_promotions: Annotated[int, Declared(ge=1, le=10_000)] = 10
    keep_days: Annotated[int, Declared(ge=0, le=36_500)] = 90

    log_level: Annotated[str, Declared(pattern="^(debug|info|warning|error)$")] = "info"

    @field_validator("require_signatures")
    @classmethod
    def _by_some_key(cls, value: bool, info: ValidationInfo) -> bool:
        if value and info.data.get("public_keys_dir") is None:
            raise ValueError(f"needs {PREFIX}PUBLIC_KEYS_DIR, the keys that are believed")
        return value

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read the settings of this service; raises InvalidSettings naming every fault."""
        given = {name: text for name, text in environ.items() if text and name.startswith(PREFIX)}
        for secret in (f"{PREFIX}{name}" for name in SECRETS):
            path = given.pop(f"{secret}_FILE", None)
            if path is not None and secret not in given:
                given[secret] = _read_secret(f"{secret}_FILE", Path(path))
        _refuse_unknown(given)
        source = EnvSettingsSource(cls)
        source.env_vars = {name.lower(): text for name, text in given.items()}
        try:
            return cls(**source())
        except ValidationError as error:
            faults = "; ".join(
                f"{PREFIX}{str(entry['loc'][0]).upper()}: {entry['msg']}"
                for entry in error.errors(include_url=False, include_input=False)
            )
            raise InvalidSettings(faults) from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  # pydantic-settings' signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What they are made with is all that counts; ``from_environment`` alone asks a source."""
        return (init_settings,)

    def redis_options(self) -> dict[str, Any]:
        """What a client of redis-py is told beside the URL: password and certificates."""
        options: dict[str, Any] = {}
        if self.redis_password is not None:
            options["password"] = self.redis_password.get_secret_value()
        if self.redis_url.startswith("rediss://"):
            if not self.redis_tls_verify:
                options |= {"ssl_cert_reqs": "none", "ssl_check_hostname": False}
            elif self.redis_ca_file is not None:
                options["ssl_ca_certs"] = str(self.redis_ca_file)
        return options


def certificate_fault(error: BaseException | None) -> str | None:
    """What to do where Redis's certificate is what ``error`` comes from; None where it is not."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return (
                f"the certificate of Redis is not trusted ({error.verify_message}); name its "
                f"authority in {PREFIX}REDIS_CA_FILE, or set {PREFIX}REDIS_TLS_VERIFY=false to "
                "encrypt without asking who answers"
            )
        error = error.__cause__ or error.__context__
    return None


def _refuse_unknown(given: Iterable[str]) -> None:
    known = {f"{PREFIX}{name}" for name in KNOWN}
    if unknown := sorted(set(given) - known - {f"{PREFIX}{name}" for name in CLIENT}):
        raise InvalidSettings(
            f"{', '.join(unknown)}: no such setting; there are {', '.join(sorted(known))}"
        )


def _read_secret(variable: str, path: Path) -> str:
    try:
        secret = path.read_text().strip()
    except OSError as error:
        raise InvalidSettings(f"{variable}: {path} cannot be read ({error.strerror})") from error
    if not secret:
        raise InvalidSettings(f"{variable}: {path} is empty")
    return secret
