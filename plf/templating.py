"""Jinja as the pages use it: the same language, with less to do for each piece that a page is put together from."""

from collections.abc import Callable, MutableMapping
from functools import lru_cache
from types import FunctionType, MethodType
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2.runtime import Context, Macro

_PLAIN = (FunctionType, MethodType)


class PageContext(Context):
    """Calls a macro or a plain function, as a page does a hundred times, without asking all that else it could be."""

    def call(self, what: Any, /, *args: Any, **more: Any) -> Any:
        """What `what` gives for these arguments. None of these sees loops and blocks."""
        kind = type(what)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind not in _PLAIN or hasattr(what, "jinja_pass_arg"):
            return super().call(what, *args, **more)
        if more:
            more.pop("_loop_vars", None)
            more.pop("_block_vars", None)
        return what(*args, **more)


class PageEnvironment(Environment):
    """What all templates know is settled when the application has been made, so each keeps it as one plain dict.

    Jinja would look through a chain of two on every include and import.
    """

    context_class = PageContext

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names that a template knows without being given them."""
        return {**self.globals, **(d or {})}


def addresses(app: Flask) -> Callable[..., str]:
    """`url_for` for the templates of this application, which remembers the addresses that it has written.

    An address follows from its endpoint and its values alone: the site has one host and lies at its top. Only numbers
    and words are remembered, because True and 1 are the same to a memory and not in an address.
    """

    @lru_cache(maxsize=8192)
    def remembered(endpoint: str, values: tuple[tuple[str, int | str], ...]) -> str:
        return app.url_for(endpoint, **dict(values))

    def url_for(endpoint: str, **values: Any) -> str:
        for value in values.values():
            if type(value) is not str and type(value) is not int:
                return app.url_for(endpoint, **values)
        return remembered(endpoint, tuple(values.items()))

    return app.url_for if app.debug else url_for
