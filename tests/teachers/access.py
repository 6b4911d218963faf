"""Who has a list of teachers."""

from access import Line, everyone

ACCESS = {
    "teachers.show GET": Line(
        "/teachers", everyone(403, ben=200, dana=200, olivia=200, lena=200, evan=200), plan="drafted"
    ),
}
