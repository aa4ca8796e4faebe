"""Which revisions of Alembic are of one database, however many there are and however they stand."""

from backlight.analysis.revisions import Revision, heads, histories


def named(found):
    return [[one.name for one in history] for history in found]


def test_folders_that_follow_each_other_are_of_one_database():
    known = (
        Revision("a1", "a/versions/a1.py", ()),
        Revision("b1", "b/versions/b1.py", ()),
        Revision("c1", "c/versions/c1.py", ("a1",)),
        Revision("b2", "b/versions/b2.py", ("b1",)),
        Revision("d1", "d/versions/d1.py", ("c1", "gone")),
    )
    assert named(histories(known)) == [["a1", "c1", "d1"], ["b1", "b2"]]


def test_revisions_that_follow_each_other_in_a_circle_have_no_last_one():
    known = tuple(
        Revision(f"r{at}", f"{at}/versions/r.py", (f"r{(at + 1) % 3}",)) for at in range(3)
    )
    assert named(histories(known)) == [["r0", "r1", "r2"]]
    assert heads(known) == ()


def test_of_revisions_in_as_many_folders_none_is_compared_with_every_other():
    many = 20_000
    known = tuple(Revision(f"r{at}", f"a{at}/versions/r.py", (f"r{at - 1}",)) for at in range(many))
    (whole,) = histories(known)
    assert [one.name for one in heads(whole)] == [f"r{many - 1}"]
