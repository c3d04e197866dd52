"""What became of a text."""

from portal.textdiff import words_changed


def test_changed_words():
    assert words_changed("red string", "blue string") == [("gone", "red"), ("new", "blue"), ("same", " string")]
    long = "word " * 20_000
    assert words_changed(long, long + "end")[-1][0] == "new"
