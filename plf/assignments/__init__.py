"""Assigning plans: volunteering, one plan, or many at once."""
