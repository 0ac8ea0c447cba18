"""What nginx is told of TLS and of who stands in front of it; what is wrong ends the program."""

from __future__ import annotations

import ipaddress
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LOOKS = Path(__file__).resolve().parents[2] / "nginx/certificate"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Two files in PEM form: the certificate, with its chain behind it, and its key."""

    file: Path
    key: Path

    def prove(self) -> None:
        """End the program where nginx could not serve with them; the words are on the terminal."""
        if subprocess.run([str(LOOKS), str(self.file), str(self.key)], check=False).returncode:
            raise SystemExit("The certificate cannot be served.")

    def directives(self) -> str:
        """What stands in the configuration in the place of ``${TLS}``."""
        return f'http2 on; ssl_certificate "{self.file}"; ssl_certificate_key "{self.key}";'


def certificate(variables: Mapping[str, str]) -> Certificate | None:
    """The files that TLS_CERT_FILE and TLS_KEY_FILE name, in the folder TLS_DIR."""
    file, key = (variables.get(name, "") for name in ("TLS_CERT_FILE", "TLS_KEY_FILE"))
    if not file and not key:
        return None
    if not (file and key):
        raise SystemExit("TLS_CERT_FILE and TLS_KEY_FILE are set together, or neither.")
    folder = Path(variables.get("TLS_DIR", ".")).resolve()
    return Certificate(folder / file, folder / key)


def trusted(proxies: str) -> str:
    """What stands in the place of ``${TRUSTED_PROXIES}``: addresses and networks, by spaces."""
    for proxy in proxies.split():
        try:
            network = ipaddress.ip_network(proxy, strict=False)
        except ValueError:
            raise SystemExit(
                "TRUSTED_PROXIES holds no addresses or networks like 192.0.2.7 10.0.0.0/8"
            ) from None
        if not network.prefixlen:
            raise SystemExit(
                "TRUSTED_PROXIES trusts everybody (/0): name the addresses of your proxies"
            )
    return " ".join(f"set_real_ip_from {proxy};" for proxy in proxies.split())
