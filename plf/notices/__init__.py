"""Telling people, here and by mail: whoever has to act or to know, and nobody else."""
