"""Everybody has notices of their own; nobody can ask for somebody else's."""

from access import Line, everyone

ACCESS = {
    "notices.show GET": Line("/notices", everyone(200), plan="submitted"),
    "notices.read_all POST": Line("/notices/reading", everyone(303), plan="submitted"),
    "notices.settings GET": Line("/notices/settings", everyone(200)),
    "notices.settings POST": Line("/notices/settings", everyone(303), form={"mails": "digest"}),
}
