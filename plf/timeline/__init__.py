"""When the rows of an action plan are to happen: the chart, what is rolled up, and what cannot be."""
