"""Starts the dashboard's server. Its settings stand in ``.streamlit/config.toml`` beside the script, wherever it is installed."""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path

from dashboard.locales import Words
from data.errors import fail
from data.workspace import Workspace

_APP = Path(__file__).parent / "app.py"


def serve(workspace: Workspace, host: str, port: int, say: Words) -> int:
    """Serve the dashboard until it is stopped; return its exit status. Raises ``serve.port_in_use``."""
    _check_port(host, port)
    from streamlit.web import cli as streamlit

    os.environ["QIHUA_WORKSPACE"] = str(workspace.root)
    print(say("cli.serving", url=f"http://{host}:{port}"), flush=True)
    sys.argv = ["streamlit", "run", str(_APP), f"--server.address={host}", f"--server.port={port}"]
    try:
        streamlit.main()
    except SystemExit as stopped:
        return int(stopped.code or 0)
    return 0


def _check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise fail("serve.port_in_use", where=host, found=str(port), allowed=str(port + 1)) from error
            raise fail("serve.no_such_address", where=f"{host}:{port}", found=error.strerror or "") from error
