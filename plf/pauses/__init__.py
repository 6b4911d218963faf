"""Pausing a plan and resuming it."""
