"""The reader of pages (`pages.py`) takes a page for what it says."""

import pytest

from actions.pages import examples, placed

PAGE = """# Not here

```python
x = 1$0
```

# In two files

```python
a$0
#- db/b.sql
SELECT 1
```
Title: Two
->
```python
#- db/b.sql
SELECT 2
```

```js
b$0
```
-> refused: too wide

```ts
c$0
```
-> agent
"""


def test_a_page_is_read_in_order():
    first, second, third, fourth = examples(PAGE)
    assert (first.name, first.becomes, first.before) == (
        "Not here",
        "not offered",
        {"main.py": "x = 1$0\n"},
    )
    assert (second.name, second.becomes, second.title) == ("In two files", "becomes", "Two")
    assert second.before == {"main.py": "a$0\n", "db/b.sql": "SELECT 1\n"}
    assert second.after == {"db/b.sql": "SELECT 2\n"}
    assert (third.becomes, third.words, third.before) == (
        "refused",
        "too wide",
        {"main.js": "b$0\n"},
    )
    assert (fourth.becomes, fourth.before) == ("agent", {"main.ts": "c$0\n"})


def test_a_selection_is_what_stands_between_two_cursors():
    assert placed({"a.py": "é $0x$0 y"}) == ("a.py", {"a.py": "é x y"}, (3, 4))


def test_an_example_without_a_cursor_is_an_error():
    with pytest.raises(ValueError, match=r"\$0 must stand in one file"):
        placed({"a.py": "x"})
