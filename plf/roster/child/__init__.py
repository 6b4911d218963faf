"""What runs as a program of its own and reads rosters: main.py first. Standard library alone; imports nothing of ours from outside."""
