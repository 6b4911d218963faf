"""Who is in the sample district: its sites, and the people with their work and their evaluators."""

from dataclasses import dataclass

DISTRICT = "Cottonwood Valley Public Schools"
ZONE = "America/Chicago"

SITES = {
    "juniper": "Juniper Street School",
    "harlan": "Harlan Creek Elementary",
    "prairie": "Prairie View Middle School",
    "high": "Cottonwood Valley High School",
    "center": "Education Service Center",
}
# Where all teach the same grades.
GRADES = {"prairie": "Grades 6–8", "high": "Grades 9–12"}


@dataclass(frozen=True)
class Member:
    """Someone of the sample. `evaluator` is the key of theirs, "" if vacant or none is needed."""

    name: str
    site: str
    position: str
    evaluator: str = ""
    staff_kind: str = "teacher"
    is_office: bool = False


# The four who are named when the site starts sign in with their key, the others with given.family.
CAST = {
    "office": Member("Helen Okafor", "center", "Director of professional learning", "", "", True),
    "ivan": Member("Ivan Petrov", "center", "Professional learning specialist", "", "", True),
    "superintendent": Member("Eleanor Marsh", "center", "Assistant superintendent", "", "leader"),
    # Juniper Street School, kindergarten to grade 8
    "evaluator": Member("Marcus Bell", "juniper", "Principal", "superintendent", "leader"),
    "priya": Member("Priya Raman", "juniper", "Assistant principal", "evaluator", "leader"),
    "carla": Member("Carla Jennings", "juniper", "Dean of students", "evaluator", "leader"),
    "teacher": Member("Rosa Delgado", "juniper", "Grade 4 teacher", "evaluator"),
    "staff": Member("Theo Lindqvist", "juniper", "Grade 3 teacher", "priya"),
    "naomi": Member("Naomi Fischer", "juniper", "Kindergarten teacher", "evaluator"),
    "caleb": Member("Caleb Nwosu", "juniper", "Grade 5 teacher", "evaluator"),
    "denise": Member("Denise Hale", "juniper", "Grade 6 mathematics teacher", "evaluator"),
    "owen": Member("Owen Pritchard", "juniper", "Band director", "evaluator"),
    "lucia": Member("Lucía Herrera", "juniper", "Special education teacher", "evaluator"),
    "tom": Member("Tom Vasquez", "juniper", "Counselor", "evaluator"),
    "jada": Member("Jada Coleman", "juniper", "Physical education teacher", "evaluator"),
    "mei": Member("Mei-Ling Chao", "juniper", "English learner teacher", "evaluator"),
    "walter": Member("Walter Stein", "juniper", "Librarian", "evaluator"),
    "ingrid": Member("Ingrid Sørensen", "juniper", "Art teacher", "evaluator"),
    "darnell": Member("Darnell Brooks", "juniper", "Grade 7 science teacher", "evaluator"),
    "ruth": Member("Ruth Abernathy", "juniper", "Grade 8 social studies teacher", "evaluator"),
    "kofi": Member("Kofi Mensah", "juniper", "Grade 2 teacher", "evaluator"),
    "irene": Member("Irene Kaplan", "juniper", "Grade 2 teacher", "evaluator"),
    "victor": Member("Victor Salas", "juniper", "Grade 8 mathematics teacher", "evaluator"),
    "joy": Member("Joy Adeyemi", "juniper", "Grade 5 teacher", "evaluator"),
    "neil": Member("Neil Forsythe", "juniper", "Grade 8 science teacher", "evaluator"),
    "anita": Member("Anita Rao", "juniper", "Career and technology teacher", "evaluator"),
    "bruce": Member("Bruce Tanner", "juniper", "Physical education teacher, grades 5 to 8", "evaluator"),
    "fatima": Member("Fatima Noor", "juniper", "Resource teacher", "evaluator"),
    "ellen": Member("Ellen Kirk", "juniper", "Grade 7 social studies teacher", "evaluator"),
    "pablo": Member("Pablo Ruiz", "juniper", "Newcomer program teacher", "evaluator"),
    "doris": Member("Doris Lane", "juniper", "Long-term substitute", "evaluator"),
    "amelia": Member("Amelia Duarte", "juniper", "Grade 1 teacher", "priya"),
    "gwen": Member("Gwen Tillman", "juniper", "Speech-language pathologist", "priya"),
    # Harlan Creek Elementary
    "grace": Member("Grace Lindgren", "harlan", "Principal", "superintendent", "leader"),
    "beth": Member("Beth Sandoval", "harlan", "Grade 2 teacher", "grace"),
    "andre": Member("Andre Whitaker", "harlan", "Physical education teacher", "grace"),
    "sofia": Member("Sofia Kowalski", "harlan", "Kindergarten teacher", "grace"),
    "miles": Member("Miles Everett", "harlan", "Grade 5 teacher", "grace"),
    "hana": Member("Hana Yoshida", "harlan", "Music teacher", "grace"),
    "judith": Member("Judith Crane", "harlan", "Grade 3 teacher", "grace"),
    # Prairie View Middle School
    "yolanda": Member("Yolanda Reyes", "prairie", "Principal", "superintendent", "leader"),
    "daniel": Member("Daniel Kim", "prairie", "Assistant principal", "yolanda", "leader"),
    "paul": Member("Paul Novak", "prairie", "Social studies teacher"),
    "tessa": Member("Tessa Blackwood", "prairie", "Grade 7 science teacher", "yolanda"),
    "omar": Member("Omar Haddad", "prairie", "Grade 6 mathematics teacher", "yolanda"),
    "lauren": Member("Lauren Pike", "prairie", "English language arts teacher", "daniel"),
    "vince": Member("Vince Moretti", "prairie", "Orchestra director", "daniel"),
    # Cottonwood Valley High School
    "samuel": Member("Samuel Ortega", "high", "Principal", "superintendent", "leader"),
    "hannah": Member("Hannah Weiss", "high", "Chemistry teacher", "samuel"),
    "luis": Member("Luis Camacho", "high", "Geometry teacher", "samuel"),
    "rick": Member("Rick Dunham", "high", "Agriculture and welding teacher", "samuel"),
    "nadia": Member("Nadia Rahman", "high", "Biology teacher", "samuel"),
    "claire": Member("Claire Hollis", "high", "English teacher", "samuel"),
    "george": Member("George Tanaka", "high", "U.S. history teacher", "samuel"),
    "peggy": Member("Peggy Olmstead", "high", "Spanish teacher", "samuel"),
}

SIGN_INS = {
    "teacher": "a teacher whose plan is half written",
    "evaluator": "her evaluator",
    "office": "the professional-learning office",
    "staff": "a teacher at the same school, without a plan",
}

# Who leads which site besides its principal, and who stands in for whom.
SITE_LEADERS = (
    ("evaluator", "juniper"),
    ("carla", "juniper"),
    ("grace", "harlan"),
    ("yolanda", "prairie"),
    ("samuel", "high"),
)
DEPUTIES = (("evaluator", "priya"),)
