"""The addresses that a plan and its checkpoint share: /plans/7/text and /plans/7/checkpoint/text.

Both go the same round (rules.ROUNDS), so the same pages serve both; they are told which by `kind`.
"""

from collections.abc import Callable

from flask import Blueprint

WHERE = {"plan": "/plans/<int:plan_id>", "checkpoint": "/plans/<int:plan_id>/checkpoint"}


def get(bp: Blueprint, path: str) -> Callable:
    """As `bp.get`, for the plan and for its checkpoint. The view is given `plan_id` and `kind`."""
    return _both(bp, path, "GET")


def post(bp: Blueprint, path: str) -> Callable:
    """As `bp.post`, for the plan and for its checkpoint."""
    return _both(bp, path, "POST")


def _both(bp: Blueprint, path: str, method: str) -> Callable:
    def register(view: Callable) -> Callable:
        for kind, where in WHERE.items():
            bp.add_url_rule(
                where + path,
                view_func=view,
                endpoint=view.__name__,
                methods=[method],
                defaults={"kind": kind},
            )
        return view

    return register
