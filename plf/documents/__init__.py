"""Prints: the plan and the blank form as PDF."""
