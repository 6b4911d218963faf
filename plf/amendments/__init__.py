"""Changing what both signed: amending the plan, dropping the amendment, moving the checkpoint date."""
