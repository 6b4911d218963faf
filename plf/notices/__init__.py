"""Telling people by mail. Nothing here has a page."""
