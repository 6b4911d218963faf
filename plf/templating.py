"""Jinja as the pages use it: the same language, with less to do for each piece that a page is put together from."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment
from jinja2.runtime import Context, Macro


class PageContext(Context):
    """Calls a macro, as a page does a hundred times, without asking first what kind of thing it is."""

    def call(self, what: Any, /, *args: Any, **more: Any) -> Any:
        """What `what` gives for these arguments. Macros see nothing of loops and blocks, so they are not told of any."""
        if type(what) is not Macro:
            return super().call(what, *args, **more)
        more.pop("_loop_vars", None)
        more.pop("_block_vars", None)
        return what(self.eval_ctx, *args, **more)


class PageEnvironment(Environment):
    """What all templates know is settled when the application has been made, so each keeps it as one plain dict.

    Jinja would look through a chain of two on every include and import.
    """

    context_class = PageContext

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names that a template knows without being given them."""
        return {**self.globals, **(d or {})}
