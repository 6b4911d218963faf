"""An exemplar's way into the library and out again: offered, asked for, written, looked over, agreed to, withdrawn."""
