"""The guide: what the plan is, how it works and when; and its bits beside the form."""
