"""Names for many made-up people and schools."""

from collections.abc import Iterator
from itertools import product

GIVEN = """
Aaron Abigail Adele Ahmed Aiko Alan Alicia Amara Amit Andrea Angela Anita Anton Arturo Asha Audrey Beatriz
Bella Benito Bianca Blake Brenda Bruno Camila Carmen Cecil Celeste Chidi Christa Clara Clyde Cora Curtis
Cyrus Dalia Damon Delia Desmond Diego Dolores Dominic Edith Eduardo Elena Elise Emeka Emil Esther Ezra
Fatima Felix Fiona Flora Frank Gabriel Gemma Gloria Gordon Greta Gustavo Hector Heidi Hugo Ibrahim Imani
Irene Isaac Ivy Jamal Janelle Jasper Joanna Joaquin Jonas Joyce Julian Kareem Karina Keiko Kelvin Lars
Latoya Leah Leon Lillian Linda Lionel Lorena Lydia Magda Malcolm Marisol Maya Mira Mohan Monica Nelson Nina
Noel Nora Octavia Olga Oscar Pablo Patience Pedro Phoebe Quentin Rachel Rafael Ramona Reuben Rita Roland
Rosalind Saul Selma Simon Stella Tamika Tariq Teresa Ursula Valeria Victor Wanda Wesley Xavier Yara Yusuf
Zoe
"""

FAMILY = """
Abbott Acosta Adeyemi Aguilar Ahmadi Albright Alvarado Anders Archer Arroyo Atkins Baca Bailey Banerjee
Barlow Bassett Becker Benitez Bergstrom Blackwell Bowen Bradshaw Briggs Burnett Cabrera Calloway Cardenas
Carlisle Castro Chandler Chavez Cho Clayton Cobb Conley Cortez Crawford Dalton Davenport Decker Dinh Dorsey
Draper Duffy Eaton Echols Ellison Emery Escobar Falk Farmer Ferris Figueroa Fleming Forsythe Franco Fulton
Gallagher Garrett Gentry Gibbs Goddard Gomez Granger Grimes Guerra Gupta Haines Hampton Harjo Hawkins
Hendrix Hobbs Holloway Huang Ibarra Ingram Iverson Jarvis Jensen Kaplan Keller Kendrick Khan Kirby Knox Lam
Larsen Leblanc Lockhart Lujan Mahoney Maldonado Mankiller Marquez Mayfield McBride Medina Mercer Molina
Morrow Nakamura Neal Nguyen Nolan Norwood Ochoa Odom Oliveira Osborne Padilla Parrish Patel Pena Petty Pham
Pollard Prentice Quinn Ramsey Rangel Rhodes Rivas Robles Rowland Salas Sandhu Sawyer Shah Sharp Sierra
Singer Skinner Solis Spence Stroud Sutton Tate Thorne Tiger Tran Trujillo Underwood Valdez Vance Vaughn
Villa Wagner Walden Watts Weber Whitehorn Wilder Winslow Wolfe Yates Zamora Zimmer
"""

PLACES = """
Amber Aspen Birch Blue Cardinal Cedar Clear Copper Coyote Cypress Eagle East Elm Fox Golden Granite Gray
Green Hawk Heron Hickory High Honey Iron Lark Laurel Lone Long Magnolia Meadow Mill Mission North Oak Osage
Otter Pecan Pine Plum Quail Redbud River Rose Sage Sand Silver South Spring Stone Sunset Sweet Sycamore
Turkey Walnut West White Wild Willow Wind Wolf
"""
GROUNDS = """
Bend Bluff Branch Creek Crossing Fork Grove Hill Hollow Lake Mesa Point Prairie Ridge Run Springs Trail View
"""
KINDS = ("Elementary", "Middle School", "High School")


def site_names() -> Iterator[str]:
    """Some 3,000 different names of schools: Amber Bend Elementary …"""
    for number, (place, ground) in enumerate(product(PLACES.split(), GROUNDS.split())):
        kind = KINDS[(0, 0, 1, 0, 2)[number % 5]]
        yield f"{place} {ground} {kind}"
    for place, ground in product(PLACES.split(), GROUNDS.split()):
        yield f"{place} {ground} Early Learning Center"
    for place, ground in product(PLACES.split(), GROUNDS.split()):
        yield f"{place} {ground} Academy"
