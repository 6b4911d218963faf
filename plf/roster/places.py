"""The sites of a roster held against those that are here: which is which, which are new, renamed, or unused."""

from collections.abc import Iterator

from plf.roster.here import Line

SITES = ("school", "department")
SitesHere = dict[int, tuple[str, str | None, bool]]  # as in Here.sites


class Places:
    """Takes the orgs of a file. A site is told by its number, or by its identifier while it is still to be added."""

    def __init__(self, sites: SitesHere) -> None:
        self._here = sites
        self._orgs: dict[str, tuple[str, str, bool, int]] = {}
        self._number_of = {key: number for number, (_, key, _) in sites.items() if key}
        self._number_named = {name.lower(): number for number, (name, *_) in sites.items()}
        self._new: dict[str, str] = {}

    def take(self, key: str, name: str, type_: str, is_alive: bool, line: int) -> None:
        """One org of the file."""
        self._orgs[key] = (name, type_, is_alive, line)

    def site(self, key: str) -> str | int | None:
        """The site of an org; nothing when it is none of ours."""
        if key in self._orgs and self._orgs[key][1] not in SITES:
            return None
        return self._number_of.get(key) or (key if key in self._new else None)

    def named(self, name: str) -> int | None:
        """The number of the site of this name."""
        return self._number_named.get(name.lower())

    def name(self, site: str | int | None) -> str:
        """What a site is called."""
        if site is None:
            return "no site"
        return self._here[site][0] if isinstance(site, int) else self._new[site]

    def lines(self) -> Iterator[Line]:
        """What changes about sites that the file has. Ask it first: `site` then knows the new ones."""
        taken = dict(self._number_named)
        for key, (name, type_, is_alive, line) in self._orgs.items():
            if type_ not in SITES or not is_alive:
                continue
            number = self._number_of.get(key)
            if number is None:
                yield self._met_first(key, name, line, taken)
                continue
            before, _, in_use = self._here[number]
            if name != before and taken.get(name.lower(), number) == number:
                taken[name.lower()] = number
                yield _line(line, name, f"Was named {before}.", do="rename", site_id=number, name=name)
            if not in_use:
                yield _line(line, name, "Is in use again.", do="use", site_id=number)

    def unused(self, *, is_whole: bool) -> Iterator[Line]:
        """Sites that the file ends, or, when it has all of them, no longer has: out of use once nobody works there."""
        is_whole = is_whole and bool(self._orgs)
        for key, number in sorted(self._number_of.items(), key=lambda pair: pair[1]):
            name, _, in_use = self._here.get(number, ("", None, False))
            told = self._orgs.get(key)
            if in_use and not (told and told[2]) and (told or is_whole):
                what = "Goes out of use, if nobody works there any more."
                yield _line(told[3] if told else 0, name, what, do="retire", site_id=number)

    def _met_first(self, key: str, name: str, line: int, taken: dict[str, int]) -> Line:
        """A site that is not linked yet: the one of its name, or a new one."""
        same = taken.get(name.lower())
        if same is not None and self._here.get(same, ("", "x"))[1] is None:
            self._number_of[key] = same
            what = "Is the site of this name; linked to the roster."
            return _line(line, name, what, do="link", id=key, site_id=same)
        called = name if same is None else f"{name[:150]} ({key[:40]})"
        taken[called.lower()] = -1
        self._new[key] = called
        return _line(line, called, "New site.", do="add", id=key, name=called)


def _line(line: int, name: str, what: str, /, **data: str | int) -> Line:
    return Line("site", "orgs.csv", line, name, what, data=data)
