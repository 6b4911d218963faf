"""What colleagues work on is for all staff: there is nobody in it."""

from access import Line, everyone

ACCESS = {"focus.show GET": Line("/focus", everyone(200), plan="active")}
