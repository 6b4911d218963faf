"""Draws one large print as a program of its own: a document as JSON on its input, the PDF on its output."""

import json
import os
import sys

from plf import pdf

if __name__ == "__main__":
    os.nice(10)  # pages go first
    sys.stdout.buffer.write(pdf.render(json.load(sys.stdin.buffer)))
