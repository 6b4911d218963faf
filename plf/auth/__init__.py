"""Signing in and out, invitations and new passwords."""
