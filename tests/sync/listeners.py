"""Somebody who answers at the database's address, and writes down what is said to him."""

from __future__ import annotations

import socket
import ssl
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.sync.certificates import Pair

_SSL_REQUEST = bytes.fromhex("0000000804d2162f")
_PATIENCE = 10.0


class Impostor:
    """Offers TLS with the certificate that it has, or none; `heard` is all that came after the question for TLS."""

    def __init__(self, pair: Pair | None) -> None:
        self._context = None if pair is None else _context(pair)
        self._door = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, name="impostor")
        self.heard = b""
        self.callers = 0

    @property
    def port(self) -> int:
        return int(self._door.getsockname()[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._door.accept()
            except OSError:
                return
            self.callers += 1
            with line:
                line.settimeout(_PATIENCE)
                self._listen(line)

    def _listen(self, line: socket.socket) -> None:
        with suppress(OSError):
            first = line.recv(len(_SSL_REQUEST))
            if first != _SSL_REQUEST:
                self.heard += first
                return
            line.sendall(b"S" if self._context else b"N")
            if self._context is None:
                self.heard += line.recv(1 << 16)
                return
            with self._context.wrap_socket(line, server_side=True) as secret:
                self.heard += secret.recv(1 << 16)


def _context(pair: Pair) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        certificate, key = Path(folder, "certificate.pem"), Path(folder, "key.pem")
        certificate.write_bytes(pair.certificate)
        key.write_bytes(pair.key)
        context.load_cert_chain(certificate, key)
    return context
