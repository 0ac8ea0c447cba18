"""Whose request it is."""

from __future__ import annotations

import ipaddress

from flask import Request

# Of an address of version 6, one person has all that begin like it.
PREFIX_6 = 64


def address(request: Request) -> str:
    """The address that connects, or that nginx, which is near, has told."""
    peer = _network(request.environ.get("REMOTE_ADDR", ""))
    forwarded = _network(request.environ.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip())
    near = peer is None or peer.is_private or peer.is_loopback
    return str(forwarded if forwarded is not None and near else peer)


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    prefix = found.max_prefixlen if found.version == 4 else PREFIX_6
    return ipaddress.ip_network((found, prefix), strict=False)
