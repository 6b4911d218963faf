"""A school year with real days, a clock that is set from scene to scene, and a mail server."""

import pytest
from notices.conftest import inbox
from years_told.telling import Clock, Story

from plf import database


@pytest.fixture
def story(app, inbox, monkeypatch) -> Story:
    """Riverbend before its school year 2025-2026: `story.it_is("2025-09-02 09:30")`, and somebody does something."""
    monkeypatch.setattr(database, "datetime", Clock)
    return Story(app, inbox)


__all__ = ["inbox"]
