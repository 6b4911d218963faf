"""Contributing: the guide, an exemplar or another text out for comment to chosen people until a day."""
