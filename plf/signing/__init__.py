"""Signatures: of the evaluator and of the teacher, taken back and declined."""
