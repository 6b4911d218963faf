"""Three anonymous questions at the end of a year: “did this help?”, and what the office learns of the answers."""
