"""Rows in a tree: where each stands, its label, and what moving it does. Pure; it knows rows by their numbers alone.

A tree is {row: (the row above it, or None; its position there)}. Every operation answers a new tree in which the rows
of one parent count from 0 without gaps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from plf.action_plans.contents import DEEPEST, label

Tree = Mapping[int, tuple[int | None, int]]


class Impossible(ValueError):
    """A move that cannot be: the words say why, to whoever tried."""


@dataclass(frozen=True)
class Place:
    """Where a row stands: its label, its level (0: a priority), the row above it, how many stand beside it."""

    row: int
    label: str
    level: int
    above: int | None
    position: int
    siblings: int


def children(tree: Tree) -> dict[int | None, list[int]]:
    """The rows under each row, in order; the priorities under None."""
    found: dict[int | None, list[int]] = {}
    for row in sorted(tree, key=lambda row: (tree[row][1], row)):
        found.setdefault(tree[row][0], []).append(row)
    return found


def places(tree: Tree) -> dict[int, Place]:
    """Every row in reading order, with where it stands."""
    under = children(tree)
    found: dict[int, Place] = {}
    outcomes = 0

    def walk(above: int | None, path: tuple[int, ...]) -> None:
        nonlocal outcomes
        rows = under.get(above, [])
        for position, row in enumerate(rows):
            here = (*path, position)
            if len(path) == 1:
                here = (*path, outcomes)
                outcomes += 1
            found[row] = Place(row, label(here), len(path), above, position, len(rows))
            walk(row, here)

    walk(None, ())
    return found


def whole(tree: Tree, row: int) -> list[int]:
    """A row and all rows under it, in reading order."""
    under = children(tree)

    def walk(each: int) -> Iterator[int]:
        yield each
        for child in under.get(each, []):
            yield from walk(child)

    return list(walk(row))


def added(
    tree: Tree, row: int, above: int | None, position: int | None = None
) -> dict[int, tuple[int | None, int]]:
    """The tree with a new row under `above` (None: a priority), at a position or at the end.

    Raises Impossible under a row that is as deep as rows go.
    """
    if above is not None and _level(tree, above) + 1 >= DEEPEST:
        raise Impossible("A sub-step has no rows under it. Add it beside this one instead.")
    return _put(dict(tree), row, above, position)


def removed(tree: Tree, row: int) -> dict[int, tuple[int | None, int]]:
    """The tree without a row and those under it."""
    gone = set(whole(tree, row))
    left = {each: place for each, place in tree.items() if each not in gone}
    return _closed(left, tree[row][0])


def moved(
    tree: Tree, row: int, above: int | None, position: int | None = None
) -> dict[int, tuple[int | None, int]]:
    """The tree with a row, and all under it, under another one (None: as a priority), at a position or at the end.

    Raises Impossible where it would stand under itself, or rows would stand deeper than sub-steps.
    """
    inside = whole(tree, row)
    if above in inside:
        raise Impossible("A row cannot stand under itself. Choose another row.")
    height = max(_level(tree, each) for each in inside) - _level(tree, row)
    level = 0 if above is None else _level(tree, above) + 1
    if level + height >= DEEPEST:
        raise Impossible("There, rows would stand deeper than sub-steps. Move what is under it first.")
    return _put(
        _closed({each: place for each, place in tree.items() if each != row}, tree[row][0]),
        row,
        above,
        position,
    )


def up(tree: Tree, row: int) -> dict[int, tuple[int | None, int]]:
    """The tree with a row before the one above it. Raises Impossible for the first of its place."""
    above, position = tree[row]
    if position == 0:
        raise Impossible("It is the first one here already.")
    return moved(tree, row, above, position - 1)


def down(tree: Tree, row: int) -> dict[int, tuple[int | None, int]]:
    """The tree with a row after the one below it. Raises Impossible for the last of its place."""
    above, position = tree[row]
    if position + 1 == len(children(tree)[above]):
        raise Impossible("It is the last one here already.")
    return moved(tree, row, above, position + 1)


def into(tree: Tree, row: int) -> dict[int, tuple[int | None, int]]:
    """The tree with a row as the last one under the row before it: a step becomes a sub-step of it.

    Raises Impossible for the first of its place, or where rows would stand deeper than sub-steps.
    """
    above, position = tree[row]
    if position == 0:
        raise Impossible("There is no row before it that it could stand under.")
    return moved(tree, row, children(tree)[above][position - 1])


def out(tree: Tree, row: int) -> dict[int, tuple[int | None, int]]:
    """The tree with a row right after the one it stood under: a sub-step becomes a step. Raises Impossible for a priority."""
    above = tree[row][0]
    if above is None:
        raise Impossible("It is a priority already: there is nothing above it.")
    return moved(tree, row, tree[above][0], tree[above][1] + 1)


def closed(tree: Tree) -> dict[int, tuple[int | None, int]]:
    """The tree in the same order, with the rows of each parent counted from 0 without gaps."""
    return {row: (above, number) for above, rows in children(tree).items() for number, row in enumerate(rows)}


def _level(tree: Tree, row: int) -> int:
    level = 0
    above = tree[row][0]
    while above is not None:
        level, above = level + 1, tree[above][0]
    return level


def _put(
    tree: dict[int, tuple[int | None, int]], row: int, above: int | None, position: int | None
) -> dict[int, tuple[int | None, int]]:
    rows = children(tree).get(above, [])
    rows.insert(len(rows) if position is None else max(0, min(position, len(rows))), row)
    return {**tree, **{each: (above, number) for number, each in enumerate(rows)}}


def _closed(tree: dict[int, tuple[int | None, int]], above: int | None) -> dict[int, tuple[int | None, int]]:
    return {**tree, **{each: (above, number) for number, each in enumerate(children(tree).get(above, []))}}
