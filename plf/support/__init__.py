"""Support: what a teacher asks for, what the evaluator answers and offers, check-ins, and who was not in touch."""
