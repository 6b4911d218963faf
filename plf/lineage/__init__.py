"""A plan that goes on: next year's plan opened from this year's, and the years of a plan on one page."""
