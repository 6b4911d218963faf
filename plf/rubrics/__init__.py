"""Rubrics: the district's evaluation frameworks, entered as tables, one in use per kind of staff."""
