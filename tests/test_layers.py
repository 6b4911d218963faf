"""Which way imports point (docs/decisions and the README, "Where things are"): read from the code's own imports."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "plf"
FILES = sorted(path.relative_to(PACKAGE.parent) for path in PACKAGE.rglob("*.py"))
FEATURES = {path.parent.name for path in PACKAGE.glob("*/routes.py")}

# What each kind of file may not import.
PURE = {"rules", "contents"}
NOT_FOR_FORMS = ("plf.models", "plf.extensions", "plf.database", "sqlalchemy", "plf.fragments")
NOT_FOR_ACTIONS = ("plf.fragments", "plf.once", "plf.app", "wtforms", "flask_wtf")
FROM_THE_REQUEST = {"request", "current_user", "render_template", "session", "redirect", "flash"}
ONLY_HERE = {
    "htmx_flask": {"plf.fragments", "plf.extensions"},
    "flask_login": None,
}
# What a GET may note: who viewed a text, when a session was last used, a code that there is not, what was counted.
NOTES_ON_GET = {"plf.plans.actions", "plf.auth.queries", "plf.checking.actions", "plf.reports.routes"}


def imports(path: Path) -> set[str]:
    """The modules that a file imports, and "module.name" for each name taken from one."""
    found = set()
    for node in ast.walk(ast.parse((PACKAGE.parent / path).read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def name_of(path: Path) -> str:
    parts = list(path.with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def starts_with(found: set[str], *prefixes: str) -> set[str]:
    return {each for each in found for prefix in prefixes if each == prefix or each.startswith(prefix + ".")}


@pytest.mark.parametrize("module", sorted(PURE))
def test_rules_and_contents_use_the_standard_library_alone(module):
    import sys

    found = {each.split(".")[0] for each in imports(Path(f"plf/{module}.py"))}
    assert found <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("path", [p for p in FILES if p.name == "forms.py" and len(p.parts) == 3], ids=str)
def test_forms_do_not_touch_the_database(path):
    assert not starts_with(imports(path), *NOT_FOR_FORMS)


@pytest.mark.parametrize("path", [p for p in FILES if p.name == "actions.py"], ids=str)
def test_actions_know_no_request_and_draw_no_page(path):
    found = imports(path)
    assert not starts_with(found, *NOT_FOR_ACTIONS)
    assert not {each for each in found if each.rsplit(".", 1)[-1] in FROM_THE_REQUEST}


@pytest.mark.parametrize("path", [p for p in FILES if p.name == "actions.py"], ids=str)
def test_actions_never_commit(path):
    code = (PACKAGE.parent / path).read_text()
    assert "commit(" not in code
    # brief_write, for the views that a GET has to write down, is the one named exception.
    assert "with writing(" not in code


def test_what_a_get_may_write_is_written_in_few_places():
    codes = {name_of(path): (PACKAGE.parent / path).read_text() for path in FILES}
    assert {name for name, code in codes.items() if "brief_write() as " in code} == NOTES_ON_GET
    assert {name for name, code in codes.items() if "even_on_get=True" in code} == {"plf.auth.routes"}


@pytest.mark.parametrize("path", [p for p in FILES if len(p.parts) == 3 and p.parts[1] in FEATURES], ids=str)
def test_a_feature_uses_no_other_features_routes(path):
    own = f"plf.{path.parts[1]}"
    routes = {f"plf.{feature}.routes" for feature in FEATURES}
    assert not {each for each in starts_with(imports(path), *routes) if not each.startswith(own + ".")}


@pytest.mark.parametrize("path", [p for p in FILES if p.parts[1] == "models"], ids=str)
def test_tables_decide_nothing(path):
    allowed = {"plf.database", "plf.extensions", "plf.models", "plf.rules"}
    assert not {
        each
        for each in starts_with(imports(path), "plf")
        if not any(each == prefix or each.startswith(prefix + ".") for prefix in allowed) and each != "plf"
    }


@pytest.mark.parametrize("path", FILES, ids=str)
def test_htmx_is_known_in_one_place(path):
    if name_of(path) not in ONLY_HERE["htmx_flask"]:
        assert not starts_with(imports(path), "htmx_flask")


def test_importing_the_rules_loads_no_flask():
    import subprocess
    import sys

    code = "import sys, plf.rules, plf.contents; sys.exit(any(m in sys.modules for m in ('flask', 'sqlalchemy')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=PACKAGE.parent, check=False).returncode == 0


def test_nobody_else_decides_by_a_plans_state():
    import re

    asks = re.compile(r"(?<!Job)\.state\s*(==|!=|in\b|not in\b)")
    others = [
        f"{path}:{number}: {line.strip()}"
        for path in [
            *FILES,
            *sorted(p.relative_to(PACKAGE.parent) for p in (PACKAGE.parent / "templates").rglob("*.html")),
        ]
        if path.parts[:2] not in (("plf", "rules.py"), ("plf", "models")) and path.name != "jobs.py"
        for number, line in enumerate((PACKAGE.parent / path).read_text().splitlines(), start=1)
        if asks.search(line)
    ]
    assert others == []
