"""Comments on a plan by section, and who was asked for them."""
