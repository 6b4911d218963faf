"""Many forms in one file: to print, for the records, and to leave with. Made by a job, kept for a day."""
