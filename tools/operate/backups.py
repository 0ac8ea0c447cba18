"""How `bellwether_contract.backup` is reached: in a container of its own, or on a demo's state."""

from __future__ import annotations

import argparse
import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tools.operate import running
from tools.operate.running import DEMO, ROOT

PROGRAM = ("-m", "bellwether_contract.backup")

# Where each volume lies in a demo's state.
VOLUMES = {
    "BELLWETHER_MODELS_DIR": "models",
    "BELLWETHER_CHAMPIONS_DIR": "champions",
    "BELLWETHER_DATA_DIR": "data",
    "BELLWETHER_RECORDS_DIR": "records",
    "BELLWETHER_PUBLIC_KEYS_DIR": "public-keys",
}


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack whose volumes can be reached; ``state`` is a demo's, None: that of Docker Compose."""

    state: Path | None

    def say(
        self,
        word: str,
        *options: str,
        source: IO[bytes] | None = None,
        out: IO[bytes] | None = None,
    ) -> int:
        """Say a word of the backup's, on what is read from and written to; its exit status."""
        if self.state is None:
            command = ["docker", "compose", "run", "--rm", "--no-TTY", _service(word)]
            command += ["python", *PROGRAM, word, *options]
            environment: Mapping[str, str] = os.environ
        else:
            command = [_python(), *PROGRAM, word, *options]
            environment = _environment(self.state)
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdin=source if source is not None else subprocess.DEVNULL,
            stdout=out if out is not None else subprocess.DEVNULL,
            check=False,
        )
        return done.returncode

    def build(self, word: str) -> None:
        """Make sure that the image is of this code; ends the program where it cannot be built."""
        if self.state is not None:
            return
        built = subprocess.run(
            ["docker", "compose", "build", "--quiet", _service(word)],
            cwd=ROOT,
            stdout=sys.stderr,
            check=False,
        )
        if built.returncode:
            raise SystemExit("The image could not be built.")

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """While nothing runs on it; ends the program with a message where something does."""
        if self.state is None:
            if services := _running():
                raise SystemExit(
                    f"The stack runs ({', '.join(services)}). Nothing may run while a backup is "
                    "restored. Stop it first: make down"
                )
            yield
            return
        self.state.mkdir(parents=True, exist_ok=True)
        # Held meanwhile: no demo starts on it.
        with (self.state / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SystemExit(
                    f"A demo runs on {self.state}. Stop it first, with Ctrl-C in its terminal."
                ) from None
            yield


def stack(state: str | None) -> Stack:
    """The stack of a demo's ``state`` where one is named; else the one that runs, or Compose's."""
    if state:
        return Stack(Path(state).resolve())
    if running.demo_runs():
        return Stack(DEMO)
    if shutil.which("docker") is None:
        raise SystemExit("docker is not installed. For what make demo keeps: STATE=.demo")
    return Stack(None)


def through(command: str, word: str, description: str | None, arguments: list[str]) -> int:
    """Read the archive that ``arguments`` name through a word of the backup's; its exit status.

    ``command`` is what the usage says.
    """
    parser = argparse.ArgumentParser(prog=f"python3 -m tools {command}", description=description)
    parser.add_argument("archive")
    parser.add_argument("--state", help="of a demo, instead of the volumes of Docker Compose")
    chosen = parser.parse_args(arguments)
    where = stack(chosen.state)
    with opened(chosen.archive) as archive:
        where.build(word)
        return where.say(word, source=archive)


def opened(archive: str | None) -> IO[bytes]:
    """A backup to read; ends the program where there is none."""
    if not archive:
        raise SystemExit("Say which backup: ARCHIVE=backups/bellwether-....tar.gz")
    try:
        return open(archive, "rb")
    except OSError as error:
        raise SystemExit(f"{archive} cannot be read ({error.strerror}).") from None


def _service(word: str) -> str:
    """Of docker-compose.yml: who may write to the volumes, and who only reads them."""
    return "restore" if word in {"restore", "undo", "import"} else "backup"


def _running() -> list[str]:
    """The services that run, or will by themselves: one that fails at its start is begun again."""
    statuses = (f"--status={each}" for each in ("running", "restarting", "paused"))
    asked = subprocess.run(
        ["docker", "compose", "ps", *statuses, "--services"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        raise SystemExit(f"docker compose does not say what runs.\n{asked.stderr.strip()}")
    return asked.stdout.split()


def _python() -> str:
    """A Python that has our packages: this one, or the demo's."""
    known = importlib.util.find_spec("bellwether_contract") is not None
    return sys.executable if known else str(DEMO / "venv/bin/python")


def _environment(state: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BELLWETHER_")}
    kept |= {name: str(state / folder) for name, folder in VOLUMES.items()}
    required = os.environ.get("REQUIRE_SIGNATURES") or "yes"
    return kept | {"BELLWETHER_REQUIRE_SIGNATURES": required}
