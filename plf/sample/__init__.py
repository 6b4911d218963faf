"""The sample district: made-up schools, people and plans, to look at, to try, and to measure with."""
