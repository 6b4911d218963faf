"""Who may open the first page."""

from access import Line, everyone

ACCESS = {
    "home.home GET": Line("/", everyone(200), plan="drafted"),
}
