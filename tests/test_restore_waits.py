"""Nothing may run, or begin by itself, while a backup is restored into the volumes of Compose."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.operate.backups import Stack


@pytest.mark.parametrize("status", ["running", "restarting", "paused"])
def test_a_stack_of_which_something_may_run_again_is_not_restored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    """What fails at its start, as a damaged stack does, is begun again and again."""
    docker = tmp_path / "docker"
    docker.write_text(f'#!/bin/sh\ncase "$*" in *--status=*{status}*) echo trainer ;; esac\n')
    docker.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(SystemExit, match="trainer"), Stack(None).stopped():
        pytest.fail("it was restored")
    docker.write_text("#!/bin/sh\n")
    with Stack(None).stopped():
        pass
