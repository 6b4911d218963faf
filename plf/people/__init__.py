"""Sites, people, roles and pairings on plain office screens."""
