"""The committee room: one outcome at a time, for everybody to see, with what is parked and decided beside it."""
