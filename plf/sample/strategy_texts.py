"""The sample district's strategic table, in words: two action plans, and what was said of their rows since adoption.

Years stand as {last}, {this}, {next} and {after}: those in which the school year before the open one begins, the open
one, and the two after it. People are keys of the cast; any other name is somebody outside the roster.
"""

from dataclasses import dataclass, field

WAITS, HELPS, SAME = "waits_for", "helps", "same_as"

STRATEGIC_PLAN = "Strategic Plan {last}–{end}: Learning Together"
ABOUT = "Adopted by the board for five years. Each action plan has an owner and is looked at every quarter."


@dataclass(frozen=True)
class Row:
    """A row as it was adopted. `key` names it where another row points to it: (kind, key, note) in `links`.

    since   what was said of it later: (days ago, status, words, who)
    """

    text: str
    strategy: str = ""
    team: tuple[str, ...] = ()
    owner: str = ""
    resources: str = ""
    depends: str = ""
    starts: str = ""
    ends: str = ""
    question: str = ""
    evidence: str = ""
    key: str = ""
    links: tuple[tuple[str, str, str], ...] = ()
    since: tuple[tuple[int, str, str, str], ...] = ()
    rows: tuple["Row", ...] = field(default=())


TOGETHER = {
    "title": "Action Plan for Teachers Learning Together",
    "commitment": "We give every educator time, colleagues and help to get better at teaching, every week of the school year.",
    "big_idea": "In five years, teachers in this district will learn mostly from and with each other, in their own buildings, about the "
    "work of their own students. Courses from outside will serve what they are working on, and not the other way around.",
    "big_idea_source": "page 6",
    "intent": "Nobody knows our students better than the people who teach them. We trust them to know what they need to learn next, "
    "we ask them to learn it in company, and we keep the promises of time that this takes.",
    "intent_source": "Promise 2 of the strategic plan",
    "strengths": "- Four of five teachers have been with us for more than five years\n"
    "- Each school has at least one team that others ask to visit\n"
    "- Six half days for collaboration are in the calendar already",
    "strengths_source": "page 4, staff survey",
    "challenges": "- Teachers of art, music and libraries have nobody in the building to plan with\n"
    "- Professional days are full before anyone has asked a teacher\n"
    "- We seldom go back to see whether something worked",
    "challenges_source": "page 4, staff survey",
}  # fmt: skip

ROWS = (
    Row(
        "Make learning with colleagues a part of every teacher’s week",
        rows=(
            Row(
                "Every teacher belongs to a team that meets each week about student work",
                strategy="Time first, then a way of working, then help",
                owner="ivan",
                evidence="Half-pages handed in, by school and month",
                rows=(
                    Row(
                        "Find out when each team meets now, and what about",
                        team=("ivan", "priya"),
                        resources="A survey of five questions; two weeks",
                        starts="Sept {last}",
                        ends="Nov {last}",
                        since=((200, "done", "61 of 68 teams answered. Nineteen of them meet weekly.", "ivan"),),
                    ),
                    Row(
                        "Build forty-five minutes of common time a week into every school’s schedule",
                        key="common time",
                        team=("evaluator", "grace", "yolanda", "samuel"),
                        owner="superintendent",
                        resources="Schedule consultant, 6 days; no new positions",
                        starts="spring {this}",
                        ends="Dec {next}",
                        question="Do the elementary schools and the secondary schools need the same day of the week?",
                        since=(
                            (95, "on_track", "Three of four schools have a draft.", "superintendent"),
                            (30, "behind", "The high school’s draft breaks up the lab periods. A second try is due in three weeks.", "samuel"),
                        ),
                        rows=(
                            Row(
                                "Elementary: put art, music and physical education back to back, one grade at a time",
                                team=("grace", "hana", "andre"),
                                starts="{this}-{next}",
                                since=((40, "on_track", "Grades 2 and 5 have it.", "grace"),),
                            ),
                            Row(
                                "Middle and high school: one shared planning period for each course",
                                team=("yolanda", "samuel", "daniel"),
                                starts="fall {next}",
                                links=((WAITS, "late start", "The late start decides how much has to fit into the day."),),
                            ),
                        ),
                    ),
                    Row(
                        "Agree on one simple way to look at student work, and learn to use it",
                        key="one way",
                        team=("priya", "denise", "walter"),
                        owner="priya",
                        resources="One half day; printed cards",
                        starts="Oct {this}",
                        ends="Feb {next}",
                        since=((25, "on_track", "Two ways were tried in six teams. The shorter one is ahead.", "priya"),),
                    ),
                    Row(
                        "Bring together, across schools, those who are the only ones in their building",
                        key="only ones",
                        team=("ingrid", "walter", "tom", "vince"),
                        owner="ingrid",
                        resources="Mileage; the half days in October, January and March",
                        depends="Needs the same half days in all schools.",
                        starts="10/1/{this}",
                        ends="May {next}",
                        links=((HELPS, "shelf", "Their shared lessons are the first on the shelf."),),
                        since=((20, "on_track", "Art and libraries have met twice. Music begins next.", "ingrid"),),
                    ),
                    Row(
                        "Write down one decision from each meeting, on half a page",
                        team=("ivan",),
                        starts="Mar {next}",
                        links=((WAITS, "one way", "The half-page is made to fit the way that we choose."),),
                    ),
                ),
            ),
            Row(
                "Teachers lead the learning of other teachers",
                strategy="Name people, train them, and take something off their plates",
                owner="office",
                evidence="Lead teachers by school; visits to open classrooms",
                rows=(
                    Row(
                        "Ask each school to whom teachers go for advice, and in what",
                        team=("office", "evaluator", "grace", "yolanda", "samuel"),
                        starts="Jan {this}",
                        ends="Mar {this}",
                        since=((230, "done", "Forty-one names. Half of them are surprised.", "office"),),
                    ),
                    Row(
                        "Describe what a lead teacher does, and which duty is taken away in return",
                        key="description",
                        team=("office", "claire", "Teachers’ association"),
                        owner="office",
                        starts="spring {this}",
                        ends="Oct {this}",
                        question="A stipend, a duty less, or both?",
                        since=(
                            (110, "on_track", "First draft with the association.", "office"),
                            (18, "behind", "We agree on the work and not yet on the duty. We talk again next week.", "office"),
                        ),
                    ),
                    Row(
                        "Train the first twelve lead teachers",
                        team=("ivan", "denise"),
                        owner="ivan",
                        resources="About $14,000 of Title II funds: stipends, substitutes, one outside trainer",
                        starts="summer {next}",
                        ends="May {after}",
                        links=((WAITS, "description", "Nobody should sign up for a role that is not described."),),
                        rows=(
                            Row("Three days in June: leading a meeting, listening, giving feedback", key="june", starts="June {next}"),
                            Row("A day each quarter to visit each other’s teams", starts="fall {next}", ends="May {after}"),
                        ),
                    ),
                    Row(
                        "Open classrooms: each lead teacher invites visitors twice a semester",
                        team=("denise", "hannah", "beth"),
                        resources="Substitutes for visitors, two per school and month",
                        starts="fall {next}",
                        links=((WAITS, "june", ""), (HELPS, "shelf", "What visitors liked is filmed, if the teacher agrees.")),
                    ),
                ),
            ),
            Row(
                "Every teacher chooses a focus and follows it through the year",
                strategy="Begin with those who want to, and let them tell the others",
                owner="office",
                evidence="Plans begun and closed, by school",
                rows=(
                    Row(
                        "At least one teacher in four begins a Professional Learning Focus plan, at each school",
                        team=("evaluator", "grace", "yolanda", "samuel"),
                        owner="office",
                        starts="Sept {this}",
                        ends="Oct {this}",
                        since=((50, "done", "Three schools had it by the day, the fourth a week later.", "office"),),
                    ),
                    Row(
                        "Put together a library of exemplars that teachers are glad to open",
                        key="library",
                        team=("ivan", "walter"),
                        owner="ivan",
                        starts="fall {this}",
                        ends="spring {next}",
                        links=((SAME, "our exemplars", "The tools plan carries the technical half of it."),),
                        since=((15, "on_track", "A dozen written by the office are in. Now we ask teachers for theirs.", "ivan"),),
                    ),
                    Row(
                        "Evaluators practice review conversations with each other, on real plans with the names taken out",
                        team=("evaluator", "priya", "grace", "yolanda", "daniel", "samuel"),
                        resources="Two principals’ meetings",
                        starts="Nov {this}",
                        ends="Apr {next}",
                        since=((12, "on_track", "First round held. “Ask, then wait” is what everyone wrote down.", "evaluator"),),
                    ),
                    Row(
                        "Count the hours of a plan toward the points that teachers owe anyway",
                        team=("office",),
                        starts="{this}-{next}",
                        depends="The board’s professional development policy, section 4",
                    ),
                ),
            ),
        ),
    ),
    Row(
        "Let what we offer follow what teachers need",
        rows=(
            Row(
                "Professional days are planned from what teachers ask for and from what students show",
                strategy="Ask early, leave half of each day open, look at the work and not only at the scores",
                owner="ivan",
                evidence="“This day helped me teach next week”, asked after each day",
                rows=(
                    Row(
                        "Ask all teachers each April what they need next, in five questions",
                        team=("ivan",),
                        starts="Apr {this}",
                        since=((160, "done", "214 answers, read aloud in the planning meeting.", "ivan"),),
                    ),
                    Row(
                        "Give half of every professional day to teams",
                        key="half days",
                        team=("office", "superintendent"),
                        starts="{this}-{next}",
                        since=((60, "on_track", "Done twice. Teams ask for the other half too.", "office"),),
                    ),
                    Row(
                        "A day in February whose program teachers write themselves that morning",
                        team=("claire", "darnell", "beth"),
                        owner="claire",
                        resources="The high school; lunch for 240",
                        starts="Feb {next}",
                    ),
                ),
            ),
            Row(
                "What we learn can be found again, and we know whether it worked",
                strategy="Keep little, keep it well, and look back every June",
                owner="office",
                rows=(
                    Row(
                        "A shared shelf: lessons, short films, protocols, each with a line on when it helps",
                        key="shelf",
                        team=("walter", "nadia", "District technology team"),
                        owner="walter",
                        resources="40 hours of a librarian’s time in summer",
                        starts="spring {next}",
                        links=((WAITS, "folders", "It is built where the shared folders are."),),
                        question="Who may see a film in which students can be heard?",
                    ),
                    Row(
                        "Look back each June at three things we tried: keep, change or stop",
                        team=("office", "superintendent"),
                        starts="June {next}",
                    ),
                    Row(
                        "Report to the board each fall, on one page",
                        team=("office",),
                        starts="fall {this}",
                        since=((35, "done", "Presented. The board asked most about the late start.", "office"),),
                    ),
                ),
            ),
        ),
    ),
)  # fmt: skip

# A step that was thought of after adoption, under the outcome with this text.
ADDED_UNDER = "Teachers lead the learning of other teachers"
ADDED = Row(
    "Ask the first lead teachers in November what they would tell the next twelve",
    starts="Nov {next}",
)

TOOLS = {
    "title": "Action Plan for Time and Tools",
    "commitment": "We see to it that learning has its hours in the calendar, and tools that work on the first try.",
    "big_idea": "Time for learning is in the calendar before anything else is, and sharing a lesson takes less than a minute.",
    "big_idea_source": "page 9",
    "strengths": "- A device for every teacher\n- A calendar committee that listens",
    "challenges": "- Bus routes tie all schools together\n- Seven places in which a file might be",
}  # fmt: skip

TOOLS_ROWS = (
    Row(
        "Give learning the hours and the tools that it needs",
        rows=(
            Row(
                "The calendar protects time for professional learning",
                strategy="One change that everyone can explain, announced a year ahead",
                owner="superintendent",
                rows=(
                    Row(
                        "Propose a calendar with a late start every other Wednesday",
                        key="late start",
                        team=("superintendent", "office", "Transportation"),
                        resources="Route study; three evenings with families",
                        starts="Jan {this}",
                        ends="Dec {this}",
                        links=((HELPS, "half days", "If the late start comes, two of the six half days may go."),),
                        since=((28, "on_track", "Routes work with a start at 9:10. Families are asked next.", "superintendent"),),
                    ),
                    Row(
                        "Agree with the teachers’ association what the hours are for",
                        team=("superintendent", "Teachers’ association"),
                        starts="spring {next}",
                        links=((WAITS, "late start", ""),),
                    ),
                ),
            ),
            Row(
                "Every team can share its work safely and simply",
                strategy="One place, few rules, help in person",
                owner="District technology team",
                rows=(
                    Row(
                        "One set of shared folders for all schools, with rules on half a page",
                        key="folders",
                        team=("District technology team", "walter"),
                        starts="fall {this}",
                        ends="spring {next}",
                        since=((22, "on_track", "Two schools have moved.", "walter"),),
                    ),
                    Row(
                        "The library of exemplars: search, print, start from one",
                        key="our exemplars",
                        team=("ivan",),
                        starts="fall {this}",
                    ),
                    Row(
                        "A camera and a microphone to borrow at each school",
                        team=("Site librarians",),
                        resources="About $2,600",
                        starts="summer {next}",
                    ),
                ),
            ),
        ),
    ),
)  # fmt: skip

# The district's own column.
EVIDENCE = ("What will show it", "A count, a list or a sample that somebody keeps anyway.")

ASK_NOTE = "The board sees the plan in its next meeting. Two sentences for each of your rows are enough."
EDITION_NOTE = "Adopted by the board in its May meeting"

# The outcomes that the plans of teachers serve: {the plan's text, as plf.sample.texts names it: the words of outcomes}.
_TEAMS = "Every teacher belongs to a team that meets each week about student work"
_FOCUS = "Every teacher chooses a focus and follows it through the year"
_DAYS = "Professional days are planned from what teachers ask for and from what students show"
_FOUND = "What we learn can be found again, and we know whether it worked"
SERVES = {
    "number talks": (_TEAMS, _FOCUS),
    "band": (_TEAMS, _FOCUS),
    "library": (_TEAMS, _FOCUS, _FOUND),
    "science talk": (_TEAMS, _FOCUS),
    "inclusion": (_TEAMS,),
    "newcomers": (_TEAMS, _FOCUS),
    "chemistry": (_TEAMS, _FOCUS),
    "geometry": (_FOCUS,),
    "writing": (_TEAMS, _FOCUS),
    "welding": (_TEAMS, _FOCUS),
    "fitness": (_TEAMS,),
    "families": (_TEAMS, _FOCUS),
    "phonics": (_TEAMS,),
    "walkthroughs": (_FOCUS, _DAYS),
    "history": (_DAYS,),
    "counselor": (_TEAMS,),
}
