"""Whether a server that refused our TLS hello speaks the national suites (国密) instead: what it said in clear.

Common TLS libraries can't finish such a handshake, so a refusal says nothing about the site: unknown, never invalid.
"""

from __future__ import annotations

import contextlib
import socket
import ssl

_ALERT = 0x15
_REFUSALS = frozenset({40, 70, 71})
"""handshake_failure, protocol_version, insufficient_security (RFC 8446 §6.2)."""
_TLCP = b"\x01\x01"
"""Version 1.1 of the national protocol, in every record it sends (GB/T 38636-2020)."""
_SM2 = (bytes.fromhex("06082a811ccf5501822d"), bytes.fromhex("06082a811ccf55018375"))
"""DER of 1.2.156.10197.1.301 (SM2 curve) and 1.2.156.10197.1.501 (SM2 with SM3), both GM/T 0006-2012."""
_MOST = 65536


def is_national(received: bytes) -> bool:
    """Tell whether the first bytes of a server's answer to a common hello are signs of the national suites.

    An alert counts only as the first word: later on it refuses something else, such as a visitor without a certificate.
    """
    if received[1:3] == _TLCP or any(identifier in received for identifier in _SM2):
        return True
    return len(received) >= 7 and received[0] == _ALERT and received[6] in _REFUSALS


def answer_in_clear(connection: socket.socket, host: str) -> bytes:
    """Say a common hello over an open connection and return what came back until the handshake ended, at most 64 KB.

    Up to TLS 1.2 certificates are sent in clear; whatever fails ends it.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    handshake = context.wrap_bio(incoming, outgoing, server_hostname=host)
    received = b""
    with contextlib.suppress(OSError):
        while len(received) < _MOST:
            with contextlib.suppress(ssl.SSLWantReadError):
                handshake.do_handshake()
                break
            connection.sendall(outgoing.read())
            chunk = connection.recv(_MOST)
            if not chunk:
                break
            received += chunk
            incoming.write(chunk)
    return received
