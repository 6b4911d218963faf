"""Records: how long they are kept, what is held, what goes by rule and leaves a tombstone, and what is handed out."""
