"""Booking the meeting: slots, times, calendar files."""
