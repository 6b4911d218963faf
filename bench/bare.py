"""The page that everything is measured against: Flask and Jinja alone, 20 KB, no database, nobody signed in."""

from flask import Flask, render_template

app = Flask(__name__)

SENTENCE = "Plan one question worth arguing about for each lesson, and say who answered it."
ROWS = [
    {
        "number": number,
        "name": f"Teacher {number}",
        "what": SENTENCE[number % 16 :],
        "done": number % 3 == 0,
    }
    for number in range(96)
]


@app.get("/")
def page() -> str:
    return render_template("bare.html", rows=ROWS, title="A page of 20 KB")
