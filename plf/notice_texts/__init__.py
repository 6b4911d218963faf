"""The office's own words for notices."""
