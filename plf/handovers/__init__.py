"""Another evaluator, another site, and what an earlier evaluator keeps."""
