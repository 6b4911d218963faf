"""The rows of action plans: adding, editing, moving, deleting them, and how they stand."""
