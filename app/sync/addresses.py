"""Addresses of the shared database: the same place under another login."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict

from app.domain.errors import ErrorCode, LoketError

# what says where the server is and how to trust it; an owner's own key files and options stay with the owner
_SHARED = ("hostaddr", "sslmode", "sslrootcert", "target_session_attrs", "channel_binding", "sslnegotiation")


def parameters(url: str) -> dict[str, str]:
    """The parts of a libpq address; LoketError(INVALID, "url") where it is none, without repeating it."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise LoketError(ErrorCode.INVALID, "url") from None
    known = {name: str(value) for name, value in parts.items() if value is not None}
    ports = known.get("port", "").split(",")
    # libpq looks at these only when it connects, and takes an empty address for the server on this machine
    if not url.strip() or not all(not port or (port.isascii() and port.isdigit()) for port in ports):
        raise LoketError(ErrorCode.INVALID, "url")
    return known


def proves_server(parts: Mapping[str, str], environ: Mapping[str, str]) -> bool:
    """Whether the other end is this machine itself, or has to prove by a certificate that it is who the address says.

    `environ` is looked at as libpq does, for what the address leaves open.
    """
    if parts.get("sslmode", environ.get("PGSSLMODE")) == "verify-full":
        return True
    if "service" in parts or "PGSERVICE" in environ:
        return False
    # where both are given the number is what is connected to, and the name only what is proved
    places = parts.get("hostaddr", environ.get("PGHOSTADDR")) or parts.get("host", environ.get("PGHOST", ""))
    return all(_is_this_machine(place) for place in places.split(","))


def _is_this_machine(place: str) -> bool:
    if not place or place.startswith(("/", "@")) or place == "localhost":
        return True
    try:
        return ipaddress.ip_address(place).is_loopback
    except ValueError:
        return False


def with_login(url: str, login: str, password: str) -> str:
    """The same server and database for another login."""
    parts = parameters(url)
    options = {name: parts[name] for name in _SHARED if name in parts}
    host, port = parts.get("host", ""), parts.get("port", "")
    if "," in host or host.startswith("/"):
        # several hosts, or a folder of sockets, have no place before the path
        options |= {"host": host} | ({"port": port} if port else {})
        place = ""
    else:
        place = f"[{host}]" if ":" in host else host
        place += f":{port}" if port else ""
    query = f"?{urlencode(options)}" if options else ""
    database = quote(parts.get("dbname", ""), safe="")
    return f"postgresql://{quote(login, safe='')}:{quote(password, safe='')}@{place}/{database}{query}"
