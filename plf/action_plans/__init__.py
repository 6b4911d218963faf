"""The district’s strategic table: strategic plans, their action plans, and the working copy of each."""
