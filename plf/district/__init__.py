"""The district itself: its name and its time zone."""
