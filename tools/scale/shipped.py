"""What is shipped that the page reckons with, read where it is set."""

from __future__ import annotations

import re

from tools.bench.servers import ROOT


def nginx_processes() -> int:
    """How many processes nginx has: each takes a core at most."""
    return int(_found("nginx/nginx.conf.template", r"^worker_processes (\d+);"))


def redis_bytes() -> int:
    """What Redis may hold."""
    return int(_found("docker-compose.yml", r'"--maxmemory", "(\d+)mb"')) << 20


def _found(file: str, pattern: str) -> str:
    found = re.search(pattern, (ROOT / file).read_text(), re.MULTILINE)
    if found is None:
        raise LookupError(f"{pattern} is not in {file}")
    return found[1]
