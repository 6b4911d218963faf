"""The journal of a plan with its evidence, and each person's points over the years."""
