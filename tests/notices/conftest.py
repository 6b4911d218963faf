"""The mail server of the scene."""

import socket
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from letters import Inbox, Server


@pytest.fixture
def inbox(app):
    """A mail server on a free port that the app is set to use, with the people's mailboxes in it."""
    handler = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Server(handler, port)
    server.start()
    before = app.config["SMTP_URL"]
    app.config["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
    yield handler
    app.config["SMTP_URL"] = before
    server.stop()
