"""The checkpoints of the sample district, as their teachers wrote them, and what was recorded of the conferences."""

from typing import Any

from plf.contents import CLOSE, CONTINUE

# By the plan that they look back on (plf.sample.texts). Steps: done or not, and what happened.
CHECKPOINTS: dict[str, dict[str, Any]] = {
    "fluency": {
        "steps": [
            ("Done", "Eleven poems. They asked for the funny ones again, and reading them again was the point."),
            ("Done", "Pairs kept their own charts. Two pairs needed new partners after the first month."),
            ("Partly", "I met the lowest group three times a week until February, then twice: assemblies and testing."),
        ],
        "progress": "Mostly",
        "shows": "In September 9 of 22 read at the fall benchmark with expression. On the last check 18 of 22 did, and three more "
        "missed it by fewer than five words a minute.",
        "learned": "Speed came by itself once they cared how it sounded. When I timed them every week, they raced.",
        "students": "They read to each other without being told to, in line and on the rug.",
        "differently": "I would record each child on the first day. Hearing the difference was worth more to them than any chart.",
        "wish": CLOSE,
        "wish_why": "The routine runs by itself now. Next year I would like to work on how we write about what we read.",
    },
    "families": {
        "steps": [
            ("Done", "Every other Friday but one. The folders got thick, so each child took out two pieces at the end."),
            ("Partly", "We practiced with fifth graders once. Twice would have been better for the shy ones."),
            ("Done", "Three evenings, and nine families chose the phone. The interpreter stayed an hour longer."),
        ],
        "progress": "Mostly",
        "shows": "20 of 24 families came or called, and 22 children said a goal of their own.",
        "learned": "Children prepare for their own meeting as they never do for mine.",
        "students": "They know where their work is, and which piece is better and why.",
        "differently": "I would send the invitation in the child’s handwriting from the start.",  # how to go on is still open
    },
    "geometry": {
        "steps": [
            ("Done", "I write the last task before anything else now. Planning takes less time, not more."),
            ("Done", "Three piles before I leave, on all days but parent night. It takes six minutes."),
            ("Partly", "I open with the middle pile’s mistake about three days in five. On the others I was out of time already."),
        ],
        "progress": "Met",
        "shows": "41 of the last 50 lessons ended with a task, by my plan book. In four visits my colleague saw four endings.",
        "learned": "The pile in the middle is the lesson. The other two I could have guessed.",
        "students": "They look for the last task and ask when it is missing. More of them can say what the day was about.",
        "differently": "I would begin with one class. Three at once made the first weeks hectic.",
        "wish": CLOSE,
        "wish_why": "It has become a habit. I would like a new area next year: how students talk about proofs.",
    },
    "writing": {
        "steps": [
            ("Done", "One criterion a week. “Say it with a detail” had to be taught three times."),
            ("Partly", "Four students a day rather than six. The notebook shows that I saw each of them every week and a half."),
            ("Done", "Green pencil where they used the feedback. They are proud of a green page."),
        ],
        "progress": "Partly",
        "shows": "Most of them got better at development.",
        "learned": "Feedback is a conversation of two minutes and not a page of comments.",
        "students": "They revise without sighing. Some ask for a conference before I come around.",
        "differently": "",
        "wish": CONTINUE,
        "wish_why": "Conferring has just begun to work, and I would like a full year of it.",
    },
    "chemistry": {
        "steps": [
            ("Done", "The flame that should have been green and was not. They argued for twenty minutes."),
            ("Done", "Pairs underline evidence before I read anything. It saves me an hour for each set."),
            ("Done", "We agreed on 8 of 10, and talked about the other two until we knew why."),
            ("Partly", "Six groups of fifteen minutes. Four of the eleven students moved up, two of them by two levels."),
        ],
        "progress": "Met",
        "shows": "78 percent reached 3 or better for evidence and 71 percent for reasoning on the last report, from 38 and 30 on the first.",
        "learned": "Reasoning is the hard part. They find the evidence and then stop, as if it spoke for itself.",
        "students": "They write shorter reports that say more. Two classes now ask “how do you know” of each other.",
        "differently": "I would teach one sentence for reasoning early, and take it away again in winter.",
        "wish": CLOSE,
        "wish_why": "The rubric is shared by three of us now and will stay.",
    },
    "welding": {
        "steps": [
            ("Done", "Four leads in each section, signed off on all nine points. Two of them trained the fifth."),
            ("Done", "Five minutes on Fridays. The lists have been the same for a month, but for one extension cord."),
        ],
        "progress": "Met",
        "shows": "In the last eight checks the leads found 47 hazards before I did, and I found 4 that they had missed.",
        "learned": "They watch each other better than I can watch all of them.",
        "students": "Hoods are down and floors are clear when I come in. New students learn it from a lead and not from a poster.",
        "differently": "I would change the leads every quarter, so that everybody has been one by spring.",
        "wish": CLOSE,
        "wish_why": "It runs by itself.",
    },
    "fitness": {
        "steps": [
            ("Done", "Nine small games in three units. Nobody waits for a turn any more, and nobody is picked last."),
            ("Partly", "I am down to two minutes. Watching myself on video was hard and useful."),
            ("Done", "Each class votes on the cool-down. Between 20 and 26 of 27 take part, from about a dozen."),
        ],
        "progress": "Met",
        "shows": "In 23 of the last 28 lessons more than 60 percent were moving at each count. My colleague’s counts were within two children of mine.",
        "learned": "Equipment was half of it: twelve more balls did more than any talk of mine.",
        "students": "The two who always had a stomach ache on game days have not had one since the small games began.",
        "differently": "I would ask for the balls in May and not in September.",
        "wish": CLOSE,
        "wish_why": "I reached it, and I would like to work with the classroom teachers on movement breaks next.",
    },
    "inclusion": {
        "steps": [
            ("Done", "Every Monday. The sheet has three lines now; the first one had twelve."),
            ("Done", "All students have a card, not only mine, so nobody is marked by it."),
            ("Not done", "We planned it twice, and twice one of us was out. It is the first thing for next semester."),
            ("Partly", "Two months of data. We changed where I stand, and that alone took a minute off."),
        ],
        "progress": "Partly",
        "shows": "Parallel or station teaching in two of five lessons a week. Students with IEPs began within two minutes in 14 of 20 observed lessons; "
        "at first it was 6 of 20.",
        "learned": "Co-teaching is a matter of who speaks first. When I open the lesson, my students begin it.",
        "students": "They start on their own more often than they wait for me.",
        "differently": "I would begin with one class period and not with three.",
        "wish": CONTINUE,
        "wish_why": "We have the routine and half of the result. The swap of roles is still to come.",
    },
    "band": {
        "steps": [
            ("Done", "The rubric fits on an index card, and the high school uses the same one now."),
            ("Done", "The groups surprised me: two of my loudest trumpets were in the first one."),
            ("Partly", "Most rehearsals began with a new line until the holiday concert, fewer after it."),
        ],
        "progress": "Partly",
        "shows": "52 percent played the line with correct rhythm and nine notes in ten in April, from 21 percent in September. I had said 85.",
        "learned": "Thirty seconds alone tells me more than thirty rehearsals together.",
        "students": "They practice the hard measures now, because they will be heard.",
        "differently": "I would check every six weeks, and keep the four-measure line even in concert weeks.",
        "wish": CONTINUE,
        "wish_why": "We are halfway there and the tools are made. The same goal, with a check every six weeks, can be reached.",
    },
    "science talk": {
        "steps": [
            ("Done", "The puddle that was gone after lunch. All five classes had a theory by the bell."),
            ("Partly", "In three units of five. In the other two I ran out of days."),
        ],
        "progress": "Partly",
        "shows": "58 percent revised a model in each unit that had time for it and said what changed their mind.",
        "learned": "A second color does it: they can see themselves think.",
        "students": "“I used to think” has become a way to begin a sentence.",
        "differently": "I would put the day for revising into the calendar before the labs.",
        "wish": CONTINUE,
        "wish_why": "Three good units show that it can be done in five.",
    },
}  # fmt: skip

# What the evaluators recorded, by the same names.
CONFERENCES: dict[str, dict[str, str]] = {
    "fluency": {
        "progress": "Mostly",
        "comments": "The children’s voices say it better than the numbers. What you noticed about timing is worth telling the others.",
        "next_steps": "Share the poem folder with the second-grade team in August.",
        "decision": "close",
    },
    "chemistry": {
        "progress": "Met",
        "comments": "You scored your own work blind and kept what you found. The reports on the wall are a pleasure to read.",
        "next_steps": "Bring two reports to the department meeting, and let the others score them.",
        "decision": "close",
    },
    "welding": {
        "progress": "Met",
        "comments": "I saw three Friday checks. Nobody looked at you once.",
        "next_steps": "Write the sign-off sheet down for the district’s career-tech group.",
        "decision": "close",
    },
    "fitness": {
        "progress": "Met",
        "comments": "A goal with a number, counted by two people: this is how it should look. Congratulations.",
        "next_steps": "Lead one session on movement breaks for the grade-level teams.",
        "decision": "close",
    },
    "inclusion": {
        "progress": "Partly",
        "comments": "The start-up cards have changed the room. We agreed that the swap of roles needs a plan for days on which one of you is out.",
        "next_steps": "I keep the shared planning period in the schedule. You two choose the unit for the swap.",
        "decision": "continue",
    },
    "band": {
        "progress": "Partly",
        "comments": "From 21 to 52 percent is a long way, and the check is a model for others. The goal was high, and it is worth a second year.",
        "next_steps": "Six checks next year, the dates set in August, and no concert week without the four-measure line.",
        "decision": "continue",
    },
    "science talk": {
        "progress": "Partly",
        "comments": "Where there was time, it worked. So the question for next year is the calendar.",
        "next_steps": "Plan the five days for revising with me in August.",
        "decision": "continue",
    },
}  # fmt: skip

RETURN_MESSAGE = (
    "Thank you for an honest look back. Before our conference, please add what the rubric scores were in the fall and now: “better” is true, and we will "
    "want the two numbers side by side. The rest is ready."
)
RETURN_ON_SECTIONS = {"progress": "How many of the 26 gained a level? The conferring notebook and the two scores are enough."}  # fmt: skip

AMEND_REASON = (
    "The schedule gives me two eighth-grade sections fewer. We agreed to do four units well instead of six."
)
AMENDED = {
    "statement": "By May, I will teach four units that each answer one question, and 80 percent of students will answer the question in a paragraph "
    "with two pieces of evidence.",
}
PAUSE_REASON = "On family leave. We go on where we stopped."
WITHDRAW_REASON = "Assigned in error: a long-term substitute does not have a plan."
HAND_OVER_REASON = "The music teachers are evaluated by the principal from now on."
END_WORDS = "Half of the year was spent on the new schedule."


def checkpoint_of(name: str) -> dict[str, Any]:
    """The checkpoint of the plan with this text, as it would be typed."""
    checkpoint = CHECKPOINTS[name]
    return {
        **checkpoint,
        "steps": [{"done": done, "happened": happened} for done, happened in checkpoint["steps"]],
    }
