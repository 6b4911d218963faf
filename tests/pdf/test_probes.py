"""Nothing that is written in a plan makes its print load a file or an address. See probes.py for what is tried."""

import json
import socket
import subprocess
import sys
import threading

import pytest

from plf import pdf
from plf.pdf import rendering
from tests.pdf import probes

# The profile of colors that goes into each file, from WeasyPrint's own folder.
OWN = "weasyprint/pdf/sRGB2014.icc"


@pytest.fixture(scope="module")
def listening():
    """A place on this machine where connections arrive: (its address, the first line of what each one asked)."""
    asked: list[str] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                asked.append(connection.recv(1000).decode().split("\r\n")[0])

    with socket.create_server(("127.0.0.1", 0)) as server:
        serving = threading.Thread(target=serve)
        serving.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        server.shutdown(socket.SHUT_RDWR)
    serving.join()


def printed(at: str, how: str) -> list[dict]:
    run = subprocess.run(
        [sys.executable, "-m", "tests.pdf.probes", at, how], capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_in_every_text_of_every_print_a_probe_is_text_and_nothing_is_loaded(listening):
    at, asked = listening
    tried = set()
    for made in printed(at, "ours"):
        touched = [each for each in made["touched"] if not each.endswith(OWN)]
        assert touched == [], made["probes"]
        assert made["pictures"] == 0
        assert made["starts"] == []
        for probe in made["probes"]:
            assert "".join(probe.split()) in made["text"]
        tried |= set(made["probes"])
        kept = made["to press"] != []
        assert made["to press"] == (["/WidgetSeal"] if kept else [])
        assert set(made["attached"]) == ({"text.json", "signatures.json"} if kept else set())
        for attached in made["attached"].values():
            assert "root:" not in attached
    assert len(tried) == len(probes.PROBES)
    assert asked == []


def test_the_same_probes_do_reach_out_where_text_is_markup_and_all_may_be_loaded(listening):
    at, asked = listening
    made = printed(at, "open")
    numbers = {int(line.split("/")[1].split()[0]) for line in asked}
    numbers |= {number for number, each in enumerate(made) if "open /etc/passwd" in each["touched"]}
    reaching = probes.REACHING + probes.REACHING_IN_DRAWINGS
    assert numbers == set(range(len(reaching)))
    # The one that is worst: a file of the server leaves it within the print.
    stolen = made[probes.REACHING.index('<link rel="attachment" href="file:///etc/passwd">')]
    assert "root:" in stolen["attached"]["passwd"]


@pytest.mark.parametrize("markup", probes.REACHING)
def test_a_page_that_would_load_anything_is_not_made(markup):
    with pytest.raises(pdf.ReachesOut, match="may load nothing"):
        rendering._print(f'<html lang="en"><title>x</title><p>{markup.format(at="http://127.0.0.1:9")}</p>')
