"""Jinja as the pages use it: the same language, with less to do for each piece that a page is put together from."""

from collections.abc import Callable, MutableMapping
from functools import lru_cache
from types import FunctionType, MethodType
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from jinja2.runtime import Context, Macro
from markupsafe import Markup, _escape_inner, escape

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


class PageCode(CodeGenerator):
    """Has what a page shows written by `PageEnvironment.written`. Where it is not known to be HTML, as Jinja does."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.written(")
            self.write(finalize.src or "")
        else:
            super()._output_child_pre(node, frame, finalize)


class PageEnvironment(Environment):
    """What all templates know is settled when the application has been made, so each keeps it as one plain dict.

    Jinja would look through a chain of two on every include and import.
    """

    code_generator_class = PageCode
    context_class = PageContext

    @staticmethod
    def written(value: Any) -> str:
        """`value` as HTML, escaped unless it is HTML already.

        A plain string will do: the page is put together from hundreds of them, and making each of them `Markup` takes
        ten times as long as escaping it.
        """
        kind = type(value)
        if kind is str:
            return _escape_inner(value)
        return value if kind is Markup else escape(value)

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
