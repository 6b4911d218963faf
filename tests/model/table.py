"""The table at which they sit: the real program behind the model, asked by HTTP, and everything held against it."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from random import Random
from zoneinfo import ZoneInfo

from model.by_hand import EVALUATORS, World, Year
from pdf import reading
from sqlalchemy import create_engine, text
from visitor import Visitor
from werkzeug.datastructures import FileStorage
from world import PEOPLE as ROSTER
from world import ZONE

from plf import history, jobs, pdf
from tests.papers import paper

WORD = re.compile(r"zq\d{5}")
KEYS = {number: key for key, (number, *_) in ROSTER.items()}
FIFTEEN_MINUTES = timedelta(minutes=15)
OF_THE_WORKER = ("hand_over", "continue", "continue into")


class Clock(datetime):
    """Stands in for `datetime` in plf.database: there the time is asked for, everywhere."""

    at: datetime = None

    @classmethod
    def now(cls, tz=None):
        return cls.at.astimezone(tz or UTC)


class Table:
    """One world on a fresh database: what the people did so far, and whether the program agrees."""

    def __init__(self, database, visitors: dict[str, Visitor], begins_at: datetime) -> None:
        self.database, self.visitors = database, visitors
        database.start_afresh("signed_in")
        self.engine = create_engine(database.url)
        self.connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        Clock.at = begins_at
        today = begins_at.astimezone(ZoneInfo(ZONE)).date()
        self.first_day = today
        self.world = World(begins_at, today, today + timedelta(days=30), years_from(today))
        self.hashes: dict[tuple[int, str, int], str] = {}
        self.signed: dict[int, tuple[str, str]] = {}
        self.sent: list[tuple] = []
        self.bookings = self.words = self.keys = 0
        self.told: list[str] = []
        self.compare()

    def leaves(self, *, unverified: bool = False) -> None:
        """The end of this world: everything is still as it was signed."""
        if not unverified:
            self.verify()
        self.connection.close()
        self.engine.dispose()

    # --- What a turn asks ---

    def new_word(self, who: str) -> str:
        self.words += 1
        word = f"zq{self.words:05}"
        self.world.own_words.setdefault(who, set()).add(word)
        return word

    def rows(self, statement: str, **values) -> list[tuple]:
        return [tuple(row) for row in self.connection.execute(text(statement), values)]

    def proof_is_fresh(self, who: str) -> bool:
        """Whether this person gave their password within the last fifteen minutes."""
        [(proved_at,)] = self.rows(
            "SELECT proved_at FROM sign_in WHERE person_id = :who ORDER BY id DESC LIMIT 1",
            who=ROSTER[who][0],
        )
        return self.world.at - moment(proved_at) < FIFTEEN_MINUTES

    def requests(self, plan: int) -> list[tuple[int, str]]:
        found = self.rows(
            "SELECT id, person_id FROM comment_request WHERE plan_id = :plan ORDER BY id", plan=plan
        )
        return [(number, KEYS[person]) for number, person in found]

    def stamp(self, plan: int, kind: str) -> str:
        found = self.rows(
            "SELECT id, sequence FROM meeting WHERE plan_id = :plan AND kind = :kind AND cancelled_at IS NULL",
            plan=plan,
            kind={"plan": "review", "checkpoint": "conference"}[kind],
        )
        return f"{found[0][0]}.{found[0][1]}" if found else ""

    def newest(self, name: str) -> int:
        return self.rows(f"SELECT max(id) FROM {name}")[0][0]

    def planned_number(self, plan: int) -> int | None:
        found = self.rows(
            "SELECT id FROM hand_over WHERE plan_id = :plan AND done_at IS NULL AND cancelled_at IS NULL",
            plan=plan,
        )
        return found[0][0] if found else None

    # --- Sending ---

    def send(self, turn, path: str) -> bool:
        """Send what a turn filled in. The answer has to be one that the model allows; whether it was carried out."""
        if turn.page and turn.n // 7 % 4 == 0:
            self._open_form(turn)
        self.keys += 1
        pairs = {**turn.form, "once": f"key-{self.keys}"}
        answer = self._post(turn.who, path, pairs)
        expected = self._expected(turn, path)
        self.told.append(f"{Clock.at:%m-%d %H:%M} {turn.who} posts {path} {turn.form}: {answer.status_code}")
        self._nothing_leaks(turn.who, answer, also=words_in(turn.form))
        assert answer.status_code in expected, (
            f"{turn.who} posts {path} {turn.form} (flaw: {turn.flaw or 'none'}): {answer.status_code}, "
            f"the model says {expected}. {said(answer)}"
        )
        done = answer.status_code == 303
        if done:
            assert "/sign-in" not in answer.location, "the sign-in has run out"
            self.sent.append((turn.who, path, pairs, turn.number))
        return done

    def chooses_a_paper(self, turn, kind: str) -> int:
        """The scan of the paper with the code of the text as it stands, signed today; returns its number."""
        sha256 = self.hashes[turn.number, kind, turn.plan.current(kind).number]
        content = paper.png(paper.page_with(pdf.check_code(sha256)))
        files = FileStorage(BytesIO(content), "scan.png")
        address = turn.at("paper", kind)
        answer = self._post(turn.who, address, {"files": files, "signed_on": self.world.today.isoformat()})
        self.told.append(
            f"{Clock.at:%m-%d %H:%M} {turn.who} chooses a paper at {address}: {answer.status_code}"
        )
        assert answer.status_code == 303, said(answer)
        return int(answer.location.rsplit("/", 1)[1])

    def _expected(self, turn, path: str) -> set[int]:
        if path.startswith("/plans/") and not self.world.roles(turn.who, turn.plan):
            return {404}
        return turn.faults or {303}

    def _open_form(self, turn) -> None:
        answer = self.visitors[turn.who].browser.get(turn.page)
        self._nothing_leaks(turn.who, answer)
        assert answer.status_code in (turn.page_faults or {200}), (
            f"{turn.who} opens {turn.page}: {answer.status_code}, the model says {turn.page_faults or 200}"
        )
        if not turn.faults:
            for name in ("version", "sha256", "seen"):
                held = f'name="{name}"[^>]*value="{turn.form.get(name)}"'
                assert name not in turn.form or re.search(held, answer.text), (
                    f"{turn.page} does not hold {held}"
                )

    def _post(self, who: str, path: str, pairs: dict):
        visitor = self.visitors[who]
        return visitor.post(path, {**pairs, "csrf_token": visitor.csrf_token})

    def send_again(self, chance: Random) -> None:
        """One of the last posts comes a second time, as it was: its answer comes again, and nothing is done."""
        who, path, pairs, number = chance.choice(self.sent[-12:])
        answer = self._post(who, path, pairs)
        self.told.append(f"{Clock.at:%m-%d %H:%M} {who} posts {path} again: {answer.status_code}")
        self._nothing_leaks(who, answer, also=words_in(pairs))
        expected = {303}
        if path.endswith(("/text", "/revisions")):
            expected = {303, 403, 404, 409}  # saving is known by its text and version, and carries no key
        elif "/journal/" in path:
            expected = {303, 404}  # the entry may have been deleted since
        elif path.startswith("/plans/") and not self._has_still_a_part(who, number):
            expected = {303, 403, 404}
        assert answer.status_code in expected, (
            f"{who} posts {path} {pairs} again: {answer.status_code}, the model says {expected}. {said(answer)}"
        )

    def _has_still_a_part(self, who: str, number: int) -> bool:
        roles = self.world.roles(who, self.world.plans[number])
        return who in ("ana", "olivia") or bool(roles.intersection(EVALUATORS))

    def _nothing_leaks(self, who: str, answer, also: set[str] = frozenset()) -> None:
        seen = set(WORD.findall(answer.text)) - also
        wrong = seen - self.world.may_read(who) if seen else set()
        assert not wrong, f"{who} reads {wrong} at {answer.request.path}"

    # --- Looking ---

    def look(self, who: str, number: int | None, chance: Random) -> None:
        """Somebody opens a page: the status that the model says, no word that is not for them, and all that is."""
        if number is None or chance.random() < 0.12:
            self._see(
                who, chance.choice(("/", "/notices", "/signed", "/teachers", "/years/1/closing")), {200, 403}
            )
            return
        if chance.random() < 0.01:
            self._print(who, number, chance.choice(("plan.pdf", "checkpoint.pdf")))
            return
        pages = self._pages(who, number)
        path = "" if chance.random() < 0.35 else chance.choice(sorted(pages))
        status, words = pages[path]
        answer = self._see(who, f"/plans/{number}{path}", {status})
        missing = words - set(WORD.findall(answer.text)) if status == 200 else set()
        assert not missing, f"{who} does not read {missing} at /plans/{number}{path}"

    def _print(self, who: str, number: int, path: str) -> None:
        """A print holds nothing that its reader may not read, and no reason, whoever it is for."""
        plan, answer = self.world.plans[number], self.visitors[who].browser.get(f"/plans/{number}/{path}")
        # What both signed waits for the worker, who seals nothing in these worlds.
        assert answer.status_code in ((200, 303, 404) if self.world.roles(who, plan) else (404,))
        if answer.status_code == 200:
            printed = set(WORD.findall(reading.text(answer.data)))
            wrong = printed - (self.world.may_read_of(who, plan) - plan.reasons)
            assert not wrong, f"{who} finds {wrong} in {path} of plan {number}"

    def _see(self, who: str, path: str, expected: set[int]):
        answer = self.visitors[who].browser.get(path)
        assert answer.status_code in expected, f"{who} opens {path}: {answer.status_code}, not {expected}"
        self._nothing_leaks(who, answer)
        return answer

    def _pages(self, who: str, number: int) -> dict[str, tuple[int, set[str]]]:
        """The pages of a plan: the status that this person gets, and the words that have to be there."""
        plan = self.world.plans[number]
        roles = self.world.roles(who, plan)
        two = "teacher" in roles or bool(roles.intersection(EVALUATORS))
        reads = two or "office" in roles

        def only_if(allowed: bool, otherwise: int, words: set[str] = frozenset()) -> tuple[int, set[str]]:
            return (404 if not roles else 200 if allowed else otherwise), set(words)

        journal = {each.word for each in plan.journal.values() if "teacher" in roles or not each.private}
        pages = {
            "": only_if(True, 404, self.world.has_to_read(who, plan) if roles else set()),
            "/comments": only_if(two or "colleague" in roles, 403),
            "/journal?all=yes": only_if(two, 403, journal),
            "/support": only_if(two, 403, {each.word for each in plan.notes.values()}),
            "/years": only_if(True, 404),
            "/in-force": only_if(
                reads and plan.in_force is not None, 404, plan.words_in_force() if plan.in_force else set()
            ),
        }
        for each in plan.revisions:
            part = "/checkpoint" if each.kind == "checkpoint" else ""
            may = reads and ("teacher" in roles or not each.recalled)
            pages[f"{part}/revisions/{each.number}"] = only_if(may, 404, each.words)
        return pages

    # --- Time, and the worker ---

    def later(self, by: timedelta) -> None:
        """Time passes. Whoever comes back after hours has signed in again; that is not what is tried here."""
        world = self.world
        world.at += by
        world.today = world.at.astimezone(ZoneInfo(ZONE)).date()
        Clock.at = world.at
        if by > timedelta(hours=1):
            statement = text("UPDATE sign_in SET used_at = :at, started_at = :at")
            self.connection.execute(statement, {"at": self._now_as_kept()})

    def the_worker_looks(self) -> None:
        statement = "SELECT id, kind FROM job WHERE state = 'queued' AND due_at <= :at ORDER BY due_at, id"
        with self.database.app.app_context():
            for number, kind in self.rows(statement, at=self._now_as_kept()):
                if kind in OF_THE_WORKER:
                    jobs.run(number)
        failed = self.rows("SELECT id, error FROM job WHERE error <> ''")
        assert not failed, failed
        self.world.worker_looks()

    def _now_as_kept(self):
        at = self.world.at.astimezone(UTC)
        return f"{at:%Y-%m-%d %H:%M:%S.%f}" if self.database.name == "sqlite" else at

    # --- Comparing ---

    def compare(self) -> None:
        """The database and the model say the same of every plan, and nothing signed has changed."""
        there, model = self._as_kept(), self._as_modelled()
        for name, expected in model.items():
            assert there[name] == expected, f"{name}: the database has {there[name]}, the model {expected}"

    def _as_kept(self) -> dict[str, object]:
        self._remember_what_is_frozen()
        return {
            "plans": self.rows(PLANS),
            "revisions": self.rows(
                "SELECT plan_id, kind, number, recalled_at IS NOT NULL FROM revision ORDER BY id"
            ),
            "signatures": [
                (plan, kind, number, role, KEYS[person], KEYS.get(stands_for), why)
                for plan, kind, number, role, person, stands_for, why in self.rows(SIGNATURES)
            ],
            "history": [
                (plan, action, KEYS[person])
                for plan, action, person in self.rows(
                    "SELECT plan_id, action, person_id FROM history ORDER BY plan_id, number"
                )
            ],
            "drafts": self.rows(
                "SELECT plan_id, kind, version FROM draft WHERE version > 0 ORDER BY plan_id, kind"
            ),
            "meetings": self.rows(
                "SELECT plan_id, kind, sequence FROM meeting WHERE cancelled_at IS NULL ORDER BY plan_id, kind"
            ),
            "asked": sorted(
                (plan, KEYS[person])
                for plan, person in self.rows(
                    "SELECT plan_id, person_id FROM comment_request WHERE ended_at IS NULL"
                )
            ),
            "comments": [
                (plan, KEYS[person], role, bool(on))
                for plan, person, role, on in self.rows(
                    "SELECT plan_id, person_id, role, revision_id IS NOT NULL FROM comment ORDER BY plan_id, id"
                )
            ],
            "journal": self.rows("SELECT plan_id, id, version FROM journal_entry ORDER BY plan_id, id"),
            "notes": self.rows("SELECT plan_id, id, kind, settled FROM support_note ORDER BY plan_id, id"),
            "reasons": self.rows("SELECT plan_id, count(*) FROM reason GROUP BY plan_id ORDER BY plan_id"),
            "planned": [
                (plan, KEYS[to], str(day))
                for plan, to, day in self.rows(
                    "SELECT plan_id, to_id, starts_on FROM hand_over"
                    " WHERE done_at IS NULL AND cancelled_at IS NULL ORDER BY plan_id"
                )
            ],
        }

    def _as_modelled(self) -> dict[str, object]:
        plans = list(self.world.plans.items())
        meeting = {"plan": "review", "checkpoint": "conference"}
        return {
            "plans": [plan_row(number, plan) for number, plan in plans],
            "revisions": self._in_their_order(),
            "signatures": self._signatures_in_their_order(),
            "history": [(number, *line) for number, plan in plans for line in plan.history],
            "drafts": [
                (number, kind, plan.drafts[kind].version)
                for number, plan in plans
                for kind in ("checkpoint", "plan")
                if plan.drafts[kind].version
            ],
            "meetings": sorted(
                (number, meeting[kind], each.sequence)
                for number, plan in plans
                for kind, each in plan.meetings.items()
            ),
            "asked": sorted(
                (number, each.person) for number, plan in plans for each in plan.asks if each.until is None
            ),
            "comments": [
                (number, each.person, each.role, each.on_revision)
                for number, plan in plans
                for each in plan.comments
            ],
            "journal": [
                (number, entry, each.version)
                for number, plan in plans
                for entry, each in sorted(plan.journal.items())
            ],
            "notes": [
                (number, note, each.kind, each.settled)
                for number, plan in plans
                for note, each in sorted(plan.notes.items())
            ],
            "reasons": [(number, len(plan.reasons)) for number, plan in plans if plan.reasons],
            "planned": [
                (number, plan.planned.to, str(plan.planned.day)) for number, plan in plans if plan.planned
            ],
        }

    def _in_their_order(self) -> list[tuple]:
        kept = [row[:3] for row in self.rows("SELECT plan_id, kind, number FROM revision ORDER BY id")]
        modelled = {
            (number, each.kind, each.number): each.recalled
            for number, plan in self.world.plans.items()
            for each in plan.revisions
        }
        assert set(kept) == set(modelled), f"revisions: the database has {kept}, the model {sorted(modelled)}"
        return [(*key, modelled[key]) for key in kept]

    def _signatures_in_their_order(self) -> list[tuple]:
        return [
            (number, each.kind, each.number, each.role, each.person, each.stands_for, each.why)
            for number, plan in sorted(self.world.plans.items())
            for each in plan.signatures
        ]

    def _remember_what_is_frozen(self) -> None:
        for plan, kind, number, sha256 in self.rows("SELECT plan_id, kind, number, sha256 FROM revision"):
            known = self.hashes.setdefault((plan, kind, number), sha256)
            assert known == sha256, f"{kind} {number} of plan {plan} is another text now"
        kept = {row[0]: row[1:] for row in self.rows("SELECT id, sha256, agreed FROM signature")}
        for number, signed in self.signed.items():
            assert kept.get(number) == signed, f"signature {number} is not what was signed"
        self.signed = kept

    def verify(self) -> None:
        with self.database.app.app_context():
            broken = list(history.verify())
        assert not broken, broken


PLANS = """
    SELECT plan.id, year_id, state, state_before, version, evaluator_id, plan.site_id, paused_at IS NOT NULL,
           CAST(plan.held_on AS VARCHAR), CAST(checkpoint_on AS VARCHAR), CAST(agreed_by AS VARCHAR), continues_id,
           now.number, in_force.number, later.number, decision
    FROM plan
    LEFT JOIN revision AS now ON now.id = plan.revision_id
    LEFT JOIN revision AS in_force ON in_force.id = plan.in_force_id
    LEFT JOIN revision AS later ON later.id = plan.checkpoint_revision_id
    LEFT JOIN conference ON conference.plan_id = plan.id
    ORDER BY plan.id
"""
SIGNATURES = """
    SELECT signature.plan_id, kind, number, role, person_id, for_id, superseded_why
    FROM signature JOIN revision ON revision.id = revision_id ORDER BY signature.plan_id, signature.id
"""


def plan_row(number: int, plan) -> tuple:
    current, checkpoint = plan.current("plan"), plan.current("checkpoint")
    return (
        number,
        plan.year,
        plan.state,
        plan.state_before,
        plan.version,
        ROSTER[plan.evaluator][0],
        plan.site,
        plan.paused_on is not None,
        written(plan.held_on),
        written(plan.checkpoint_on),
        written(plan.agreed_by),
        plan.continues,
        current.number if current else None,
        plan.in_force,
        checkpoint.number if checkpoint else None,
        plan.conference["decision"] if plan.conference else None,
    )


def years_from(today) -> dict[int, Year]:
    """The scene's school year, and the one after it, which is planned."""

    def day(number: int):
        return today + timedelta(days=number)

    return {
        1: Year(day(-90), day(200), day(10), day(160), True),
        2: Year(day(215), day(505), day(315), day(465), False),
    }


def written(day) -> str | None:
    return day.isoformat() if day else None


def words_in(form: dict) -> set[str]:
    return set(WORD.findall(" ".join(str(value) for value in form.values())))


def moment(kept) -> datetime:
    """A moment as either database gives it, in UTC."""
    found = datetime.fromisoformat(kept) if isinstance(kept, str) else kept
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def said(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())[:400]
