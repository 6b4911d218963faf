"""Two machines and two workers on one PostgreSQL behind nginx: any of them dies at any moment, and nobody loses a word.

PLF_KILL_ROUNDS says how many times a process is killed; by turns the first site, the first worker, the second site, …
"""

import contextlib
import http.client
import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

import pytest
from databases import CONFIG
from sqlalchemy import func, select, update
from visitor import Visitor
from world import PASSWORD, PLAN, local_today

from plf.database import now, writing
from plf.extensions import db
from plf.models import Document, Job, Pairing, Person, Placement, Plan, Revision, Signature
from plf.operations.verifying import first_problem
from plf.pdf import seal as seals
from tests.operations.machines import does

TOP = Path(__file__).parent.parent.parent
ROUNDS = int(os.environ.get("PLF_KILL_ROUNDS", "2"))
PAUSE = (
    0.4 if ROUNDS < 5 else 0.0
)  # seconds between two steps: beside the rest of the suite people work slowly
PAIRS = 3  # evaluators at work at the same time, each with one teacher after the other
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def free_ports(number: int) -> list[int]:
    """Ports of this machine that nobody listens on."""
    with contextlib.ExitStack() as stack:
        tried = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in tried:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in tried]


FRONT, *BACK = free_ports(3)
pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(NGINX is None, reason="nginx is not here: apt-get install nginx-light"),
]
TRY_AGAIN = {502, 503, 504}


@dataclass
class Answer:
    """What came back, as the visitor of the tests reads it."""

    status_code: int
    text: str
    headers: Message

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


@dataclass
class Browser:
    """A browser at the front door. What does not come back, or comes back as busy, is sent again as it was."""

    cookies: dict[str, str] = field(default_factory=dict)
    told: dict[int, int] = field(default_factory=dict)  # status → how often
    lost_connections: int = 0
    kept_text: list[bool] = field(
        default_factory=list
    )  # of each 503 to a form: whether it gave the text back

    def get(self, path: str, headers=None):
        return self._ask("GET", path, None)

    def post(self, path: str, data=None, headers=None):
        return self._ask("POST", path, urlencode(list(data.items(multi=True))))

    def get_cookie(self, name: str):
        return None

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        for _ in range(60):
            answer = self._once(method, path, body)
            if answer is None:
                self.lost_connections += 1
            else:
                self.told[answer.status_code] = self.told.get(answer.status_code, 0) + 1
                if answer.status_code not in TRY_AGAIN:
                    return answer
                if answer.status_code == 503 and body and PLAN["statement"] in body:
                    self.kept_text.append(PLAN["statement"] in answer.text)
            time.sleep(0.25)
        raise AssertionError(f"{method} {path} was not answered in 60 tries: {self.told}")

    def _once(self, method: str, path: str, body: str | None) -> Answer | None:
        line = http.client.HTTPConnection("127.0.0.1", FRONT, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Answer(answer.status, text, answer.headers)


class Front:
    """Stands where the app stands for visitors in one process."""

    def test_client(self) -> Browser:
        return Browser()


@dataclass
class Process:
    """A site or a worker: started, killed with everything under it, started again."""

    command: list[str]
    environment: dict[str, str]
    log: Path
    port: int | None = None
    running: subprocess.Popen | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command, cwd=TOP, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()

    def wait(self) -> None:
        deadline = time.monotonic() + 60
        while self.port and not answers(self.port):
            assert self.running.poll() is None, self.log.read_text()[-3000:]
            assert time.monotonic() < deadline, self.log.read_text()[-3000:]
            time.sleep(0.1)


def answers(port: int) -> bool:
    """Whether there is an answer from this port: gunicorn listens long before it has the app."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


@pytest.fixture
def district(server):
    """A PostgreSQL with three evaluators, and as many teachers as the rounds may need."""
    server.start_afresh()
    with server.app.app_context():
        keeping = seals.keeping(server.app.config)
        if not keeping.made.exists():
            seals.init(keeping, district="Riverbend", at=now())
        with writing():
            people_for_the_rounds()
        db.session.remove()
    return server


def people_for_the_rounds() -> None:
    hashed = db.session.get(Person, 1).password_hash
    start = db.session.scalar(select(func.min(Pairing.starts_on)))

    def person(number: int, kind: str, name: str) -> None:
        db.session.add(
            Person(
                id=number, given_name="Pat", family_name=name, email=f"{name}@riverbend.example", position="",
                staff_kind=kind, main_site_id=1, password_hash=hashed, created_at=now(),
            )
        )  # fmt: skip
        db.session.add(Placement(person_id=number, site_id=1, staff_kind=kind, starts_on=start))

    for pair in range(PAIRS):
        person(100 + pair, "leader", f"e{pair}")
    db.session.flush()
    for number in range(PAIRS * (20 + 12 * ROUNDS)):
        person(1000 + number, "teacher", f"t{number}")
        db.session.flush()
        pairing = Pairing(teacher_id=1000 + number, evaluator_id=100 + number % PAIRS, starts_on=start)
        db.session.add(pairing)


@pytest.fixture
def running(district, tmp_path):
    """The two sites, the two workers and nginx, as docs/operations.md sets them up."""
    environment = {
        **os.environ,
        "DATABASE_URL": district.url,
        "PLF_INSTANCE": str(district.app.config["INSTANCE"]),
        "PLF_SECRET_KEY": "k" * 40,
        "PLF_SEAL_PASSPHRASE": CONFIG["SEAL_PASSPHRASE"],
        "PLF_PROXY_HOPS": "1",
        "PLF_LOG": "json",
    }
    site = [sys.executable, "-m", "gunicorn", "wsgi:app", "--worker-class", "gthread", "--workers", "1"]
    site += ["--threads", "16", "--no-control-socket", "--log-level", "warning", "--bind"]
    work = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    processes = []
    for number, port in enumerate(BACK):
        processes.append(
            Process([*site, f"127.0.0.1:{port}"], environment, tmp_path / f"site{number}.log", port)
        )
        processes.append(Process(work, environment, tmp_path / f"worker{number}.log"))
    processes.append(Process(nginx(tmp_path), dict(os.environ), tmp_path / "nginx.log", FRONT))
    try:
        for process in processes:
            process.start()
        for process in processes:
            process.wait()
        yield processes[:-1]
    finally:
        for process in processes:
            if process.running and process.running.poll() is None:
                process.kill()


def nginx(folder: Path) -> list[str]:
    """The configuration of docs/deploy, on our ports and without TLS."""
    told = (TOP / "docs" / "deploy" / "nginx.conf").read_text()
    told = told[: told.rindex("server {")]  # the last one only leads to https
    told = re.sub(r"(?m)^\s*(ssl_|listen \[).*\n", "", told)
    told = told.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{FRONT};")
    told = told.replace("127.0.0.1:8000", f"127.0.0.1:{BACK[0]}").replace(
        "127.0.0.1:8001", f"127.0.0.1:{BACK[1]}"
    )
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;\n"
    whole += f"events {{}}\nhttp {{\n{places}{told}}}\n"
    (folder / "nginx.conf").write_text(whole)
    return [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]


@dataclass
class Ledger:
    """What was acknowledged: teacher → the steps that were answered as done, in order."""

    steps: dict[int, list[str]] = field(default_factory=dict)
    visitors: list[Visitor] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)


def a_year_begins(pair: int, teachers: queue.Queue, district, ledger: Ledger, stop: threading.Event) -> None:
    """One evaluator and one teacher after the other: assign, write, write more, submit, meet, sign, sign."""
    evaluator = arrives(f"e{pair}", ledger)
    while not stop.is_set():
        number = teachers.get_nowait()
        steps = ledger.steps[number] = []
        teacher = arrives(f"t{number - 1000}", ledger)

        def done(step: str, answer, steps=steps, number=number) -> None:
            time.sleep(PAUSE)
            if answer.status_code == 303:
                steps.append(step)
            else:
                said = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text))[:400]
                ledger.odd.append(f"{number} {step}: {answer.status_code} {said}")

        done("assigned", evaluator.post("/assignments", {"person": number, "once": f"assign {number}"}))
        plan = plan_of(district, number)
        for times in ("first", "second"):
            words = {**PLAN, "measure": f"A tally, as teacher {number} wrote the {times} time."}
            done(f"wrote {times}", teacher.fill(f"{plan}/text", fields=words))
        done("submitted", teacher.fill(f"{plan}/submission"))
        form = evaluator.form(f"{plan}/review", f"{plan}/evaluator-signature")
        day = local_today().replace(month=5, day=2).replace(year=local_today().year + 1).isoformat()
        pairs = [pair for pair in form.fields if pair[0] != "checkpoint_on"]
        done("met", evaluator.post(f"{plan}/review-record", [*pairs, ("checkpoint_on", day)]))
        done("evaluator signed", evaluator.fill(f"{plan}/review", f"{plan}/evaluator-signature"))
        done("teacher signed", teacher.fill(f"{plan}/teacher-signature"))


def arrives(name: str, ledger: Ledger) -> Visitor:
    """Signs in by the form, with a password."""
    visitor = Visitor(Front(), name)
    ledger.visitors.append(visitor)
    address = f"{name}@riverbend.example"
    answer = visitor.fill("/sign-in", email=address, password=PASSWORD)
    if answer.status_code != 303:
        ledger.odd.append(f"{name} signs in: {answer.status_code}")
    return visitor


def plan_of(district, teacher: int) -> str:
    with district.app.app_context():
        number = db.session.scalar(select(Plan.id).where(Plan.teacher_id == teacher))
        db.session.remove()
    return f"/plans/{number}"


def test_nothing_is_lost_when_a_site_or_a_worker_is_killed(district, running, tmp_path):
    ledger, stop, teachers = Ledger(), threading.Event(), [queue.Queue() for _ in range(PAIRS)]
    with district.app.app_context():
        for number in db.session.scalars(select(Person.id).where(Person.id >= 1000).order_by(Person.id)):
            teachers[number % 1000 % PAIRS].put(number)
        db.session.remove()
    faults: list[BaseException] = []

    def begins(pair: int) -> None:
        try:
            a_year_begins(pair, teachers[pair], district, ledger, stop)
        except queue.Empty:
            pass
        except BaseException as fault:
            faults.append(fault)

    people = [threading.Thread(target=begins, args=(pair,)) for pair in range(PAIRS)]
    for person in people:
        person.start()
    copies = []
    for number in range(ROUNDS):
        time.sleep(1)
        victim = running[number % len(running)]
        victim.kill()
        time.sleep(0.3)
        if number % 4 == 0:
            copies.append(does(district.app, "backup", tmp_path / "backups", "--keep", "3"))
        victim.start()
        victim.wait()
    time.sleep(1)
    stop.set()
    for person in people:
        person.join()
    report = tell(ledger, copies)
    assert faults == [], report
    told = [browser.told for browser in (visitor.browser for visitor in ledger.visitors)]
    assert sum(each.get(500, 0) for each in told) == 0, report
    assert all(all(visitor.browser.kept_text) for visitor in ledger.visitors), report
    assert ledger.odd == [], report
    with district.app.app_context():
        finish_what_was_in_hand()
        what_was_acknowledged_is_there(ledger)
        assert first_problem() is None
        db.session.remove()
    if os.environ.get("PLF_KILL_ROUNDS"):
        sys.stderr.write(report)


def finish_what_was_in_hand() -> None:
    """As if five minutes had gone by: what killed workers had in hand is free again, and the workers do it."""
    with writing():
        db.session.execute(update(Job).where(Job.state == "running").values(lease_until=now()))
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        waiting = select(func.count()).where(Job.kind == "issue", Job.state.in_(("queued", "running")))
        if not db.session.scalar(waiting):
            return
        db.session.rollback()
        time.sleep(0.2)


def what_was_acknowledged_is_there(ledger: Ledger) -> None:
    for teacher, steps in ledger.steps.items():
        plans = db.session.scalars(select(Plan).where(Plan.teacher_id == teacher)).all()
        assert len(plans) == 1, f"teacher {teacher} has {len(plans)} plans"
        (plan,) = plans
        signed = db.session.execute(
            select(Signature.role, func.count())
            .where(Signature.revision_id == Revision.id, Revision.plan_id == plan.id)
            .group_by(Signature.role)
        ).all()
        wanted = {"evaluator": "evaluator signed" in steps, "teacher": "teacher signed" in steps}
        assert dict(signed) == {role: 1 for role, is_so in wanted.items() if is_so}
        revisions = db.session.scalars(select(Revision.frozen).where(Revision.plan_id == plan.id)).all()
        assert len(revisions) == ("submitted" in steps)
        if revisions:
            assert f"as teacher {teacher} wrote the second time" in revisions[0]
        documents = db.session.scalar(select(func.count()).where(Document.plan_id == plan.id))
        assert documents == wanted["teacher"], f"plan {plan.id} has {documents} documents"


def tell(ledger: Ledger, copies: list[str]) -> str:
    told: dict[int, int] = {}
    for visitor in ledger.visitors:
        for status, count in visitor.browser.told.items():
            told[status] = told.get(status, 0) + count
    acknowledged = sum(len(steps) for steps in ledger.steps.values())
    signed = sum("teacher signed" in steps for steps in ledger.steps.values())
    lost = sum(visitor.browser.lost_connections for visitor in ledger.visitors)
    return (
        f"{ROUNDS} kills, {len(ledger.visitors)} sign-ins, {acknowledged} steps acknowledged, {signed} plans in "
        f"force; answers {dict(sorted(told.items()))}, {lost} broken connections, {len(copies)} backups; "
        f"odd: {ledger.odd[:5]}\n" + "".join(copies[-2:])
    )
