"""The plans of the sample district, as their teachers wrote them, with comments and messages.

A day is (month, day) of the school year: August to December of its first calendar year, else of its second.
"""

from datetime import date
from typing import Any

LEARNING = ("kind", "what", "research", "hours")
STEP = ("what", "by_when", "resources", "evidence")

PLC, COACH, PEER, STUDY, BOOK, COURSE, CONVENTION, OTHER = (
    "Professional learning community", "Coaching", "Peer observation", "Lesson study", "Book or article study",
    "Course or workshop", "Convention", "Other",
)  # fmt: skip

PLANS: dict[str, dict[str, Any]] = {
    "book talk": {
        "indicators": ["7", "9"],
        "area": "I want every child in my class to talk about what they read, and not only the five who always raise a hand.",
        "why": "In two observations last spring I asked good questions and then took the first hand that went up. "
        "When I tallied it myself over a week, a third of the class had not said one word about a book out loud. "
        "Their reading journals were thin in the same places.",
        "statement": "By May, at least 90 percent of my students will take part in a partner or small-group talk about a text four days "
        "a week, and their written responses will use at least one piece of evidence from the text.",
        "measure": "A class list that I tally on two days each month, and six reading responses per child, scored with our grade-level rubric.",
        "steps": [
            (
                "Teach and practice four sentence starters for agreeing, adding on, and asking a partner for evidence.",
                (10, 9),
                "Anchor charts, the speaking standards for grade 4",
                "A photo of the chart; tally from the second week",
            ),
            (
                "Plan one question for each read-aloud that has more than one good answer.",
                (10, 30),
                "Read-aloud list, planning time on Thursdays",
                "",
            ),
        ],
    },
    "number talks": {
        "indicators": ["10", "13", "14"],
        "area": "Listening to how students think about fractions and ratios before I show them how.",
        "why": "On the spring benchmark most of my sixth graders could carry out a procedure and very few could say why it works. "
        "When I watched a video of my lesson I heard myself finish their sentences.",
        "statement": "By the end of April, 80 percent of my students will explain a ratio problem in two ways (a picture and an equation) "
        "with a score of 3 or 4 on our explanation rubric.",
        "measure": "One explanation task every six weeks, scored with the sixth-grade team so that we agree on what a 3 looks like.",
        "achievable": "I have used number talks once a week. Twice a week with a plan is a step I can take, and Ms. Tran next door is doing the same.",
        "relevant": "Ratios carry all of seventh-grade math and most of what they will need for science and for money.",
        "by_when": (4, 30),
        "learning": [
            (
                BOOK,
                "Read “5 Practices for Orchestrating Productive Mathematics Discussions” with the math team, a chapter a month.",
                "Smith and Stein, 2011",
                "8",
            ),
            (PEER, "Watch Ms. Tran’s number talk, and have her watch mine, once each quarter.", "", "4"),
        ],
        "steps": [
            (
                "Run a number talk on Tuesdays and Thursdays and write down three student strategies each time.",
                (10, 15),
                "Number talk prompts from the district’s curriculum page",
                "Notebook with strategies",
            ),
            (
                "Wait five seconds after every question, and call on at least three students before I respond.",
                (11, 20),
                "A timer; a colleague’s tally",
                "Tally from two visits",
            ),
            (
                "Score explanation tasks with the team and change the next week’s lessons by what we see.",
                (1, 29),
                "Half a day of shared planning",
                "Scored work and the changed lesson plans",
            ),
        ],
        "support": "A substitute for half a day in November and again in January so that the team can score together.",
        "outcomes": "Every student meets grade-level standards in mathematics.",
    },
    "band": {
        "indicators": ["5", "13"],
        "area": "Hearing each player, and not only the band: short checks that tell me who can play the part.",
        "why": "Our concerts sound good from the audience. In sectionals I find students who have learned to sit out the hard measures. "
        "I give grades for attendance and concerts, and those tell me nothing about who reads music.",
        "statement": "By the spring concert, 85 percent of second-year students will play an unfamiliar eight-measure line at sight with "
        "correct rhythm and at least 90 percent of the notes.",
        "measure": "A sight-reading check in September, January and April: thirty seconds, recorded on a school device, scored with a four-line rubric.",
        "achievable": "Thirty seconds each is one class period per check if the rest of the band works on theory sheets.",
        "relevant": "Students who read music can go on to any ensemble, and they practice on their own because they can hear that it works.",
        "by_when": (4, 24),
        "learning": [
            (
                BOOK,
                "Study the chapter on feedback in “Embedded Formative Assessment” and try two of its techniques in sectionals.",
                "Wiliam, 2011",
                "6",
            ),
            (CONVENTION, "Sessions on assessment at the state music educators’ convention.", "", "8"),
        ],
        "steps": [
            (
                "Write the rubric with the high school director so that it means the same when they get there.",
                (9, 25),
                "One planning period together",
                "The rubric",
            ),
            (
                "Record the first check and sort students into three sight-reading groups.",
                (10, 16),
                "Six school tablets, a quiet corner",
                "Scores on one page",
            ),
            (
                "Begin each rehearsal with a new four-measure line, harder as the groups allow.",
                (12, 11),
                "Sight-reading book",
                "Rehearsal plans",
            ),
        ],
        "support": "Travel and a substitute for two days for the convention in January.",
    },
    "inclusion": {
        "indicators": ["9", "14"],
        "area": "Co-teaching so that students with IEPs learn in the lesson and not beside it.",
        "why": "In co-taught classes I mostly walked around and helped. The students I serve waited for me instead of starting. "
        "My co-teacher and I both said in June that we had never planned a lesson together on purpose.",
        "statement": "By May, in at least three of five co-taught lessons a week, my co-teacher and I will use parallel or station teaching, "
        "and students with IEPs will begin independent work within two minutes in four out of five observed lessons.",
        "measure": "A weekly co-planning sheet that names the model we used, and start-time observations by our assistant principal once a month.",
        "achievable": "We share one planning period this year, which we did not have before.",
        "relevant": "Starting on their own is the goal in eleven of the IEPs I manage, in one wording or another.",
        "by_when": (5, 5),
        "learning": [
            (
                COACH,
                "Monthly coaching on co-teaching with the district’s special education coach.",
                "Cook and Friend, 1995, on the co-teaching models",
                "9",
            ),
            (COURSE, "The state’s online course on specially designed instruction.", "", "6"),
        ],
        "steps": [
            (
                "Agree on a one-page planning sheet and use it every Monday.",
                (9, 18),
                "Shared planning period",
                "Planning sheets",
            ),
            (
                "Teach each student a start-up routine with a card on the desk: read, underline, first step.",
                (10, 9),
                "Laminated cards",
                "Start-time observations",
            ),
            (
                "Swap lead roles for one unit, so that students see two teachers.",
                (12, 4),
                "Unit plan",
                "Co-teacher’s notes and mine",
            ),
            (
                "Look at the start-time data together each month and change one thing.",
                (3, 31),
                "Fifteen minutes after school",
                "Data sheet with the decision written on it",
            ),
        ],
        "support": "Please keep our shared planning period in the master schedule for second semester.",
    },
    "counselor": {
        "indicators": ["6", "19"],
        "area": "Short, structured small groups for students who are often absent.",
        "why": "One in five of our students missed more than eighteen days last year. I met with families one at a time, after the fact, "
        "and I could not say whether it helped.",
        "statement": "By April, students who take part in one of my six-week attendance groups will cut their absences by a third compared with "
        "the six weeks before.",
        "measure": "Attendance for the six weeks before, during and after each group, without names, on one chart.",
        "achievable": "Four groups of six students, one lunch period a week. The attendance clerk sends me the list every Friday.",
        "relevant": "A student who is here can be taught. For the families, a group is an invitation and not a warning letter.",
        "by_when": (4, 16),
        "learning": [
            (
                BOOK,
                "Read and discuss the chapters on small groups in the ASCA National Model with the other counselors.",
                "American School Counselor Association, 2019",
                "5",
            ),
            (PLC, "Monthly counselor team: bring one chart, leave with one change.", "", "9"),
        ],
        "steps": [
            (
                "Choose the first two groups with the attendance team.",
                (10, 2),
                "Attendance report",
                "List of criteria, without names",
            ),
            (
                "Write six group sessions with one skill each: mornings, friendships, asking for help, worry, plans, keeping it up.",
                (10, 23),
                "Counselor team",
                "Session plans",
            ),
            (
                "Call home with good news in week two and week five.",
                (12, 11),
                "Call script in English and Spanish",
                "Call log (dates only)",
            ),
        ],
        "support": "A room that is not the cafeteria on Wednesdays.",
    },
    "fitness": {
        "indicators": ["1", "9"],
        "area": "Lessons in which every student moves for most of the period, not only those who like to compete.",
        "why": "I put step counters on two volunteers in each class in May. In kickball the median was eleven minutes of movement out of forty.",
        "statement": "By March, students will be moving for at least 60 percent of the lesson in four out of five lessons.",
        "measure": "A movement count: every five minutes I tally how many of the class are moving. Once a month a colleague does it for me.",
        "achievable": "It is mostly planning: smaller games, more equipment, shorter talks from me.",
        "relevant": "Students who are picked last stop playing. They are the ones who most need an hour of joy in the day.",
        "by_when": (3, 12),
        "learning": [
            (
                COURSE,
                "The state association’s fall workshop on small-sided games.",
                "SHAPE America’s guidelines on active time in class",
                "6",
            ),
            (PEER, "Trade visits with the PE teacher at Harlan Creek.", "", "3"),
        ],
        "steps": [
            (
                "Replace three whole-class games with small-sided games in each unit.",
                (10, 30),
                "Twelve more soft balls, cones",
                "Unit plans",
            ),
            (
                "Cut my directions to ninety seconds, with a demonstration.",
                (11, 13),
                "Video on my phone",
                "Timed videos",
            ),
            ("Let each class choose the cool-down, and count who takes part.", (1, 22), "", "Tally sheets"),
        ],
        "support": "About $180 for soft balls, or a share of the field-day fund.",
    },
    "chemistry": {
        "indicators": ["9", "13", "16"],
        "area": "Lab reports that argue from data instead of retelling the procedure.",
        "why": "My students write “the experiment worked.” On last year’s final, 38 percent could say which data supported a claim.",
        "statement": "By the end of third quarter, 75 percent of my students will score 3 or better out of 4 for evidence and for reasoning on "
        "a claim–evidence–reasoning lab report.",
        "measure": "Four lab reports, the same rubric each time; ten of each scored blind by the biology teacher.",
        "achievable": "I am changing how we write up labs that I already teach, not adding labs.",
        "relevant": "Weighing evidence is what they will keep from chemistry when the formulas are gone.",
        "by_when": (3, 19),
        "learning": [
            (
                STUDY,
                "Two rounds of lesson study with the biology and physics teachers on a claim–evidence–reasoning lesson.",
                "McNeill and Krajcik, 2012",
                "12",
            ),
            (PEER, "Visit an AP Seminar class to see how they teach argument.", "", "2"),
        ],
        "steps": [
            (
                "Teach claim, evidence, reasoning with a lab whose result they do not expect.",
                (9, 30),
                "Flame test kit",
                "First set of reports",
            ),
            (
                "Have pairs trade reports and underline each piece of evidence before I read any.",
                (10, 28),
                "Highlighters, one class period",
                "Marked reports",
            ),
            (
                "Score ten reports blind with the biology teacher and settle our differences.",
                (12, 9),
                "One planning period",
                "Score sheet",
            ),
            (
                "Reteach reasoning to the students below 3 in a fifteen-minute group while others revise.",
                (2, 10),
                "Co-teaching hour on Thursdays",
                "Before-and-after reports",
            ),
        ],
        "support": "A substitute for two lesson-study mornings.",
        "outcomes": "Graduates who are ready for college and careers: writing in every subject.",
    },
    "newcomers": {
        "indicators": ["7", "11"],
        "area": "Planning language goals with content teachers so that newcomers can speak in every class by winter.",
        "why": "My newcomers speak English with me and go silent in science and social studies. WIDA speaking scores moved less than listening.",
        "statement": "By May, each newcomer will take part in an academic conversation of at least three turns in two content classes a week.",
        "measure": "A three-turn checklist that content teachers fill in on Fridays; speaking scores in January.",
        "achievable": "Two of the four content teachers have asked for this. I start with them.",
        "relevant": "Students learn the language of science by using it with someone, about something.",
        "by_when": (5, 7),
        "learning": [
            (
                BOOK,
                "Work through the practice guide on academic content and literacy for English learners with two content teachers.",
                "Institute of Education Sciences, 2014",
                "8",
            ),
            (COACH, "Three visits by the district’s EL specialist.", "", "6"),
        ],
        "steps": [
            (
                "Write one language goal a week with the science teacher and post it beside the content goal.",
                (10, 2),
                "Monday planning",
                "Photos of the board",
            ),
            (
                "Make sentence frames at three levels for each unit.",
                (11, 6),
                "Card stock",
                "Frames in the shared folder",
            ),
            (
                "Practice each conversation in my class the day before.",
                (12, 18),
                "Units from content teachers",
                "Three-turn checklists",
            ),
        ],
        "support": "Fifteen minutes on the agenda of the October staff meeting.",
    },
    "library": {
        "indicators": ["7", "20"],
        "area": "Teaching students to check a source before they use it.",
        "why": "In the fall research unit, most students took the first search result. Teachers told me they have no time to teach it and would welcome help.",
        "statement": "By April, 80 percent of fifth to eighth graders will use two lateral-reading moves on a source they have not seen.",
        "measure": "A ten-minute task before and after each research unit, scored yes or no for each move.",
        "achievable": "Each grade has one research unit, and I already have two days in it.",
        "relevant": "They meet more strangers’ claims before breakfast than we did in a week.",
        "by_when": (4, 9),
        "learning": [
            (
                BOOK,
                "Study the research on how fact checkers read, and adapt its lessons for grade 5.",
                "Wineburg and McGrew, 2019",
                "6",
            ),
            (PLC, "Librarians’ network, every other month.", "", "5"),
        ],
        "steps": [
            (
                "Give the first task to all seventh graders and share the result with their teachers.",
                (9, 25),
                "Library period",
                "Task results by class",
            ),
            ("Co-teach two days of the seventh-grade research unit.", (11, 13), "Unit plan", "Lesson plans"),
            ("Make a one-page guide for teachers who want to go on without me.", (1, 15), "", "The guide"),
        ],
    },
    "art": {
        "indicators": ["6", "9"],
        "area": "Critique that students can give each other, kindly and exactly.",
        "why": "“It’s good” and “I like the colors” are all I hear. Students who finish first wait for me to tell them whether they are done.",
        "statement": "By May, students in grades 3 to 5 will give a classmate one observation and one question about an artwork, and 70 percent will "
        "make a change because of what they heard.",
        "measure": "Critique slips and photos of the work before and after, from two projects in each grade.",
        "achievable": "Ten minutes of a forty-minute class, every third week.",
        "relevant": "To look closely, say what you see and stay kind is a skill for every room in this school.",
        "by_when": (5, 14),
        "learning": [
            (
                BOOK,
                "Learn the questions of Visual Thinking Strategies and use them with one picture a month.",
                "Yenawine, 2013",
                "5",
            ),
            (PEER, "Watch how the fourth-grade team runs peer editing.", "", "2"),
        ],
        "steps": [
            (
                "Open each project with one picture and three questions.",
                (10, 16),
                "Prints from the museum’s lending box",
                "Notes of what students said",
            ),
            ("Teach the critique slip: I see …, I wonder ….", (11, 20), "Slips", "First set of slips"),
            (
                "Hold back my own comment until two classmates have spoken.",
                (2, 26),
                "",
                "A colleague’s tally",
            ),
        ],
    },
    "phonics": {
        "indicators": ["7", "8", "13"],
        "area": "Phonemic awareness in kindergarten: five good minutes, every day, for every child.",
        "why": "At midyear nine of my twenty-one children could not blend three sounds. I taught letters carefully and left sounds to songs.",
        "statement": "By May, 95 percent of my children will blend and segment three-sound words with at least eight of ten correct.",
        "measure": "A two-minute check with each child in September, December, February and May.",
        "achievable": "The routine takes five minutes, and our reading coach will model it for two weeks.",
        "relevant": "Children who can hear the sounds in words learn to read them. The rest guess, and go on guessing.",
        "by_when": (5, 12),
        "learning": [
            (
                COACH,
                "Two weeks of modeled lessons with the reading coach, then one visit a month.",
                "Foundational Skills to Support Reading, Institute of Education Sciences, 2016",
                "10",
            ),
            (
                COURSE,
                "The state’s early-literacy course, first two units.",
                "National Reading Panel, 2000",
                "12",
            ),
        ],
        "steps": [
            (
                "Teach the five-minute routine right after morning meeting.",
                (9, 11),
                "Coach’s lesson cards",
                "Lesson notes",
            ),
            (
                "Check every child and make two small groups.",
                (9, 30),
                "An aide for two mornings",
                "Class chart",
            ),
            (
                "Meet the lowest group three times a week with sound boxes.",
                (12, 11),
                "Counters, sound boxes",
                "Progress checks",
            ),
            (
                "Show families one sound game at conferences.",
                (10, 23),
                "A half-page in English and Spanish",
                "The half-page",
            ),
        ],
        "support": "An aide for two mornings at each check.",
    },
    "fluency": {
        "indicators": ["8", "13"],
        "area": "Reading aloud so that it sounds like talking, for every child and not only for the fast ones.",
        "why": "In September most of my class read word by word. I timed them every week, and the ones who were slow learned that they were slow.",
        "statement": "By May, 20 of my 22 students will read a grade-level text aloud at the benchmark and with expression.",
        "measure": "The benchmark in fall, winter and spring, and a recording of each child scored for expression with the grade team.",
        "achievable": "Ten minutes after lunch, which we lose now to settling down.",
        "relevant": "Whoever hears the sentence understands it.",
        "by_when": (5, 8),
        "learning": [
            (
                BOOK,
                "Read “The Fluent Reader” with the grade team, two chapters a month.",
                "Rasinski, 2010",
                "6",
            ),
            (PEER, "Watch how the second grade uses poems, and have them watch us.", "", "2"),
        ],
        "steps": [
            (
                "A poem each week, read together until it can be performed on Friday.",
                (9, 25),
                "Poem folder",
                "Recordings",
            ),
            ("Pairs read to each other and chart what went better.", (10, 16), "Charts", "The charts"),
            (
                "Meet the lowest group three times a week with the text of the day.",
                (11, 6),
                "Ten minutes of an aide",
                "Winter benchmark",
            ),
        ],
        "support": "An aide for ten minutes after lunch.",
    },
    "writing": {
        "indicators": ["10", "16"],
        "area": "Feedback on writing that students use the same day.",
        "why": "I take home 26 drafts and bring them back a week later. By then the students have stopped caring about that piece, and so have I.",
        "statement": "By March, each of my students will revise at least one paragraph in class, using feedback given that day, in three out of four "
        "weeks, and 75 percent will gain one level in “development” on the writing rubric.",
        "measure": "Draft and revision side by side for one paragraph a week; rubric scores in October and March.",
        "achievable": "I will read less and sooner: one paragraph, one criterion.",
        "relevant": "Fifth graders who see a paragraph get better under their own pencil begin to call themselves writers.",
        "by_when": (3, 26),
        "learning": [
            (
                BOOK,
                "Read “Inside the Black Box” with my team and try one idea each month.",
                "Black and Wiliam, 1998",
                "4",
            ),
            (
                STUDY,
                "Plan and teach one conferring lesson together with the other fifth-grade teacher.",
                "",
                "6",
            ),
        ],
        "steps": [
            (
                "Choose one criterion for each week and teach it with two sample paragraphs.",
                (10, 9),
                "Samples from last year, names removed",
                "Weekly samples",
            ),
            (
                "Confer with six students a day while the others write.",
                (10, 30),
                "Conferring notebook",
                "Notes",
            ),
            (
                "Teach students to mark where they used the feedback.",
                (12, 4),
                "Colored pencils",
                "Marked drafts",
            ),
        ],
    },
    "science talk": {
        "indicators": ["12", "13"],
        "area": "Models that students draw, test and draw again.",
        "why": "My students can label the water cycle and cannot tell me where the puddle went.",
        "statement": "By April, 80 percent of my seventh graders will revise a scientific model at least once per unit and explain what evidence made "
        "them change it.",
        "measure": "First and last model of each unit, scored for evidence and mechanism.",
        "achievable": "Our new units begin with a model; I have to make time to come back to it.",
        "relevant": "Changing your mind because of evidence is the heart of science.",
        "by_when": (4, 23),
        "learning": [
            (
                PLC,
                "Seventh-grade science team: one student model each, every other week.",
                "Windschitl, Thompson and Braaten, 2018",
                "12",
            )
        ],
        "steps": [
            (
                "Begin the weather unit with a puzzling event and a first model.",
                (9, 29),
                "Chart paper",
                "First models",
            ),
            ("Stop in the middle of each unit to revise in a second color.", (11, 3), "", "Revised models"),
        ],
    },
    "history": {
        "indicators": ["4", "10"],
        "area": "Fewer topics, longer questions: planning units around a question that students can argue about.",
        "why": "I cover. In eighth-grade U.S. history I reached Reconstruction two weeks before school ended, and nobody could say why it mattered.",
        "statement": "By May, I will teach six units that each answer one question, and 80 percent of students will answer the question in a "
        "paragraph with two pieces of evidence.",
        "measure": "End-of-unit paragraphs, scored for claim and evidence.",
        "by_when": (5, 10),
        "learning": [
            (
                BOOK,
                "Read “Understanding by Design” over the fall and plan two units with it.",
                "Wiggins and McTighe, 2005",
                "10",
            )
        ],
        "steps": [
            (
                "Write six questions and ask two colleagues whether they would argue about them.",
                (9, 18),
                "Department meeting",
                "The list",
            ),
            ("Cut each unit to what its question needs.", (10, 16), "Pacing guide", "Unit plans"),
        ],
    },
    "walkthroughs": {
        "indicators": ["1", "4"],
        "area": "Short visits, and feedback the same day that a teacher can use the next.",
        "why": "As assistant principal I visited 140 classrooms last year and wrote 31 notes. Teachers told me in the survey that they hear from me when "
        "something is wrong.",
        "statement": "By May, every teacher I support will have had eight ten-minute visits, each followed on the same day by one strength and one "
        "next step, and 80 percent will say in our survey that it changed something they do.",
        "measure": "A visit log with dates; a three-question survey in December and in May.",
        "achievable": "Two visits a day, four days a week, before 10 a.m. The secretary holds my calls.",
        "relevant": "Teachers get better faster with small, frequent feedback, and students with them.",
        "by_when": (5, 7),
        "learning": [
            (
                BOOK,
                "Read “Leverage Leadership” with the other assistant principals.",
                "Bambrick-Santoyo, 2012",
                "8",
            ),
            (
                COACH,
                "Monthly visits together with my principal: we write the feedback separately, then compare.",
                "",
                "9",
            ),
        ],
        "steps": [
            (
                "Put the visits into my calendar for the semester, and let the teachers see the plan.",
                (9, 4),
                "Shared calendar",
                "Calendar",
            ),
            ("Write each note on a half-page: I saw …, what if ….", (10, 2), "Note pads", "Copies of notes"),
            (
                "Look at the December survey with two teachers and change the visits by what it says.",
                (1, 15),
                "Survey form",
                "Survey and our list of changes",
            ),
        ],
        "support": "Calls held until 10 a.m. on visit days.",
    },
    "families": {
        "indicators": ["19", "16"],
        "area": "Family conferences led by the student.",
        "why": "Half of my families came to conferences last fall. The ones who came mostly listened to me.",
        "statement": "By the spring conferences, 85 percent of families will attend, and every second grader will show one piece of work and say one goal.",
        "measure": "Sign-in sheets, and a checklist for each child: work shown, goal said.",
        "by_when": (3, 5),
        "learning": [(PEER, "Visit the third-grade team, who tried it last year.", "", "2")],
        "steps": [
            (
                "Choose work for the folder with each child, every other Friday.",
                (10, 2),
                "Folders",
                "Folders",
            ),
            ("Practice the conference with a fifth-grade buddy.", (10, 14), "Grade 5", "Checklist"),
            (
                "Offer three evenings and phone conferences, in English and Spanish.",
                (10, 9),
                "Interpreter for one evening",
                "Sign-in sheets",
            ),
        ],
        "support": "An interpreter on one evening, and the gym door open until 8.",
    },
    "geometry": {
        "indicators": ["11", "15"],
        "area": "Ending each lesson on purpose.",
        "why": "The bell ends my lessons. In my last evaluation, closure was the one row without a comment, because there was nothing to see.",
        "statement": "By February, I will close four out of five lessons with a two-minute task that shows me who learned the day’s goal, and use it "
        "to open the next lesson.",
        "measure": "Exit slips, sorted in three piles, with a photo of each sort; my lesson openings in the plan book.",
        "achievable": "An alarm seven minutes before the bell.",
        "relevant": "Students leave knowing what they learned, and I know where to begin.",
        "by_when": (2, 19),
        "learning": [
            (
                BOOK,
                "Study “Principles of Instruction” and watch two colleagues’ endings.",
                "Rosenshine, 2012",
                "4",
            )
        ],
        "steps": [
            ("Write the last task first when I plan.", (9, 25), "Plan book", "Plans"),
            ("Sort the slips before I leave school, three piles.", (10, 16), "", "Photos"),
            ("Open with the middle pile’s mistake the next day.", (11, 20), "", "Plans"),
        ],
    },
    "welding": {
        "indicators": ["2", "11"],
        "area": "Safety routines that students run themselves.",
        "why": "I am the only one in the shop who sees a hood up or a cord across the floor.",
        "statement": "By December, student safety leads will find and fix at least nine out of ten hazards in the weekly check before I do.",
        "measure": "Two checklists each Friday, theirs and mine, side by side.",
        "by_when": (12, 11),
        "learning": [(COURSE, "The career-tech division’s fall update on shop safety.", "", "6")],
        "steps": [
            ("Train four safety leads in each section.", (9, 18), "Checklists", "Sign-off sheets"),
            ("Stop the clock for five minutes on Fridays to compare lists.", (10, 9), "", "Checklists"),
        ],
    },
}

# What the evaluator wrote when returning a plan, and where.
RETURN_MESSAGE = (
    "This is a focus that fits you, and the reason behind it is honest and specific. Before we meet, please look at two things: the goal needs a "
    "number that both of us could check in April, and the second step is really two. I am free on Thursday after dismissal if you want to think aloud."
)
RETURN_ON_SECTIONS = {
    "goal": "How many students, how often, by when? “Most” will be hard to agree on in spring.",
    "steps": "Split step two: planning the groups is one thing, running them is another. I can cover your class for a planning hour.",
}

REVISED_STATEMENT = (
    "By April, at least 19 of my 24 students will revise a scientific model at least once in each of four units and explain in two sentences "
    "what evidence made them change it."
)

# Section, role, text.
COMMENTS = (
    (
        "goal",
        "evaluator",
        "I like that the goal is something students do. What would a good answer sound like in September, and what in May?",
    ),
    (
        "goal",
        "teacher",
        "Fair question. I will write down three real answers this week so that we have something to compare with.",
    ),
    (
        "learning",
        "evaluator",
        "The November half day is fine. Please put it on the substitute calendar by the end of the month.",
    ),
    (
        "",
        "colleague",
        "I tried something like this last year. Start with one class, not all four, and keep the tally sheet short.",
    ),
)

RESPONSE = (
    "I agree with the plan. I would like it on record that the shared planning period it rests on is not certain for second semester, and that we "
    "agreed to look at the goal again if it goes away."
)


def text_of(name: str, year_starts_on: date) -> dict[str, Any]:
    """The text of a plan as it would be typed in the school year that starts on this day."""
    plan = PLANS[name]

    def typed(value: Any) -> str:
        return value if isinstance(value, str) else _day(value, year_starts_on)

    text = {
        key: typed(value) for key, value in plan.items() if key not in ("indicators", "learning", "steps")
    }
    text["indicators"] = list(plan["indicators"])
    text["learning"] = [dict(zip(LEARNING, row, strict=True)) for row in plan.get("learning", ())]
    text["steps"] = [dict(zip(STEP, map(typed, row), strict=True)) for row in plan["steps"]]
    return text


def _day(month_and_day: tuple[int, int], year_starts_on: date) -> str:
    month, day = month_and_day
    return date(year_starts_on.year + (month < 8), month, day).isoformat()
