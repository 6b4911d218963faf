"""The library is for all staff; what is taken goes into one's own plan, and a folder is one's own."""

from access import Line, everyone

from tests.exemplars.access import OfExemplar
from tests.library.stock import TALK, stocked

ALL = everyone(200)


def one(scene) -> None:
    stocked(scene, TALK)


def one_in_each_folder(scene) -> None:
    number = stocked(scene, TALK)[0]
    for name in ("ana", "ben", "olivia", "dana", "lena", "chloe", "evan", "sam"):
        answer = getattr(scene, name).post(f"/exemplars/{number}/folder")
        assert answer.status_code == 303


HERE = "/exemplars/{exemplar}"
ACCESS = {
    "library.show GET": Line("/exemplars?words=reasoning", ALL, setting=one),
    "library.read GET": OfExemplar(HERE, ALL, setting=one),
    "library.printed GET": OfExemplar(f"{HERE}/exemplar.pdf", ALL, setting=one),
    "library.folder GET": Line("/exemplars/folder", ALL),
    "library.folder_printed GET": Line("/exemplars/folder/folder.pdf", ALL, setting=one_in_each_folder),
    "library.put_in_folder POST": OfExemplar(f"{HERE}/folder", everyone(303), setting=one),
    "library.take_out_of_folder POST": OfExemplar(f"{HERE}/folder/removal", everyone(303), setting=one),
    "library.same_section GET": Line("/exemplars/sections/goal", ALL, setting=one),
    "library.start GET": OfExemplar(f"{HERE}/start", ALL, plan="assigned", setting=one),
    # Only Ana has a plan to start.
    "library.take POST": OfExemplar(
        f"{HERE}/start",
        everyone(409, ana=303),
        plan="assigned",
        setting=one,
        form={"take": "goal", "version": "0"},
    ),
}
