"""The list of an evaluator, a site leader or the office: each teacher, the state of the plan, whose turn."""
