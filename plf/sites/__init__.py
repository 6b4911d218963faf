"""Schools and other places where people work."""
