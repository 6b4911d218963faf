"""The stages at which two collide, and how often each of them won, told at the end of a run."""

import pytest
from collisions import Stages
from stages import WAYS


@pytest.fixture(scope="session")
def stages(database) -> Stages:
    """The scene at any stage, on each database."""
    return Stages(database, WAYS)


@pytest.fixture
def tell(request):
    """Say something about a test at the end of the run: `tell("ana 101, ben 99")`."""
    return lambda said: request.node.user_properties.append(("won", said))


def pytest_terminal_summary(terminalreporter) -> None:
    told = [
        (report.nodeid.split("::")[-1], said)
        for report in terminalreporter.stats.get("passed", [])
        for name, said in report.user_properties
        if name == "won"
    ]
    if told:
        terminalreporter.section("Who won")
        for test, said in told:
            terminalreporter.write_line(f"{test}: {said}")
