"""School years with their deadlines and targets, and the rubrics that plans are written to."""
