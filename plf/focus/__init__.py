"""What colleagues work on: which indicators plans are about, by site and by grade band, without names."""
