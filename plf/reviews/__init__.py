"""The review meeting: recording it, returning the plan, changing the text together."""
