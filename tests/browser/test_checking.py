"""A stranger has a file checked in a real browser, with script and without, and the answer is for every eye."""

from tests.browser.test_looks import problems
from tests.checking import forgeries
from tests.checking.issued import a_plan


def test_a_stranger_has_files_checked(scene, sits_down, script, tmp_path):
    _, content = a_plan(scene)
    stranger = sits_down(script=script)
    for title, file in (
        ("Issued here, unchanged", content),
        ("Changed since it was issued", forgeries.note_put_over(content)),
        ("Not a PDF", b"plan"),
    ):
        (tmp_path / "plan.pdf").write_bytes(file)
        stranger.opens("/check")
        stranger.page.set_input_files("#file", tmp_path / "plan.pdf")
        stranger.presses("Check this file").sees(title)
        if script:
            assert problems(stranger) == []
    stranger.presses("Check another one").sees("Check a signed form")
