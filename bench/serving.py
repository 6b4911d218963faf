"""A gunicorn as in `make run`, and how much processor time it and the database have used."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """A running server: its port, and its processes with their children."""

    def __init__(self, port: int, process: subprocess.Popen) -> None:
        self.port, self.process = port, process

    def cpu(self) -> float:
        """Seconds of processor time so far, of all its processes."""
        return cpu_of(self.process.pid)


def cpu_of(pid: int) -> float:
    """Seconds of processor time that a process, its children, and those of them that ended have used."""
    stats = _stats()
    family, todo = set(), [pid]
    while todo:
        one = todo.pop()
        family.add(one)
        todo += [other for other, (parent, _) in stats.items() if parent == one and other not in family]
    return sum(stats[one][1] for one in family if one in stats) / TICK


def _stats() -> dict[int, tuple[int, int]]:
    """Each process of the machine: its parent, and its ticks with those of children that ended."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                # The name in the second field may hold spaces and brackets.
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended meanwhile
            found[int(folder.name)] = (int(fields[1]), sum(map(int, fields[11:15])))
    return found


@contextmanager
def served(
    app: str, port: int, *, workers: int = 1, threads: int = 32, **environment: str
) -> Iterator[Server]:
    """`app` (module:name) under gunicorn on this port of the loopback, until the block ends."""
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        app,
        "--bind",
        f"127.0.0.1:{port}",
        "--worker-class",
        "gthread",
    ]
    command += ["--workers", str(workers), "--threads", str(threads), "--timeout", "60", "--keep-alive", "30"]
    command += ["--graceful-timeout", "3", "--no-control-socket", "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=TOP, env={**os.environ, **environment})
    try:
        _wait_for(port, process)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int, process: subprocess.Popen) -> None:
    import socket

    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"The server on port {port} ended at once.")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server on port {port} did not start.")
