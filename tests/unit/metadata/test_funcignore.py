"""`.funcignore` is read as git reads `.gitignore`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.metadata.funcignore import IgnoreRules


def _ignores(text: str, path: str) -> bool:
    """Whether a file is left out, itself or with a folder above it."""
    rules = IgnoreRules(text)
    parts = path.split("/")
    above = ("/".join(parts[:end]) for end in range(1, len(parts)))
    return any(rules.ignores(folder, is_folder=True) for folder in above) or rules.ignores(path)


@pytest.mark.parametrize(
    ("text", "out", "stays"),
    [
        ("", [], ["a.py", "tests/test_a.py", "README.md"]),
        ("# note\n\n   \n", [], ["# note", "note"]),
        ("*.txt", ["a.txt", "deep/er/a.txt"], ["a.txt.py", "txt"]),
        ("docs", ["docs", "docs/a", "x/docs/a"], ["docs2", "mydocs/a"]),
        ("docs/", ["docs/a", "x/docs/a"], ["docs", "x/docs"]),
        ("/docs", ["docs", "docs/a"], ["x/docs"]),
        ("a/docs", ["a/docs", "a/docs/b"], ["x/a/docs", "docs"]),
        ("a/*", ["a/b", "a/b/c"], ["a", "x/a/b"]),
        ("a/*/c", ["a/b/c"], ["a/c", "a/b/b/c"]),
        ("**/logs", ["logs", "a/logs", "a/b/logs/c"], ["logs2"]),
        ("a/**", ["a/b", "a/b/c"], ["a", "b/a/c"]),
        ("a/**/c", ["a/c", "a/b/c", "a/b/b/c"], ["a/b/cc", "ac"]),
        ("a**c", ["abc", "x/ac"], ["a/c", "ab/c"]),
        ("?.py", ["a.py", "x/b.py"], ["ab.py", ".py"]),
        ("[ab].py", ["a.py", "b.py"], ["c.py", "ab.py"]),
        ("[!ab].py", ["c.py"], ["a.py", "/.py"]),
        ("[a-c]", ["b"], ["d", "-"]),
        ("[]-]", ["]", "-"], ["a"]),
        ("[[:digit:]x]", ["7", "x"], ["a", ":"]),
        ("[ab", [], ["[ab", "a"]),
        ("\\#a\n\\!b", ["#a", "!b"], ["a", "b"]),
        ("a\\*", ["a*"], ["ab", "a\\b"]),
        ("a\\", [], ["a", "a\\"]),
        ("a  ", ["a"], ["a  "]),
        ("a\\ ", ["a "], ["a"]),
        ("a b\r\nc\r\n", ["a b", "c"], ["c\r"]),
        ("\ufeffa", ["a"], ["\ufeffa"]),
        ("*.log\n!keep.log", ["a.log"], ["keep.log", "x/keep.log"]),
        ("!keep.log\n*.log", ["keep.log"], []),
        ("logs/\n!logs/keep", ["logs/keep"], []),
        ("logs/*\n!logs/keep", ["logs/a"], ["logs/keep"]),
        ("/*\n!/a", ["b", "c/d"], ["a", "a/x"]),
        ("/\n!\n!/", [], ["a"]),
        ("Docs", ["Docs"], ["docs"]),
        ("a.c", ["a.c"], ["abc"]),
        ("(a|b)+", ["(a|b)+"], ["a", "ab"]),
    ],
)
def test_patterns(text: str, out: list[str], stays: list[str]) -> None:
    """Each form of pattern leaves out what git would, and nothing else."""
    assert [path for path in out if not _ignores(text, path)] == []
    assert [path for path in stays if _ignores(text, path)] == []


@pytest.mark.parametrize(
    "path",
    [
        ".venv/bin/python",
        "a/__pycache__/a.pyc",
        "a.pyc",
        ".vscode/x",
        ".gitignore",
        "__azurite_db_blob__.json",
        ".cache/x",
    ],
)
def test_defaults_can_be_taken_back(path: str) -> None:
    """What is left out by habit comes back with an exclamation mark."""
    assert _ignores("", path)
    above = path.split("/")[:-1]
    back = [f"!{'/'.join(above[: end + 1])}/" for end in range(len(above))]
    assert not _ignores("\n".join([*back, f"!{path}"]), path)


@pytest.mark.parametrize(
    "path",
    [
        ".git/config",
        "local.settings.json",
        "a/local.settings.json",
        "Local.Settings.JSON",
        ".funcignore",
        ".azfunc-build.json",
        "a/.git",
    ],
)
def test_some_stay_out_for_good(path: str) -> None:
    """Secrets, history and the files of builds cannot be taken back."""
    assert _ignores("!*\n!**/*\n!.git/\n!local.settings.json", path)


@given(
    st.lists(st.text(alphabet="ab*?/[]!\\-^ #.", max_size=8), max_size=3),
    st.from_regex(r"\A[ab.]{1,3}(/[ab.]{1,3}){0,2}\Z"),
)
def test_any_text_is_a_funcignore(lines: list[str], path: str) -> None:
    """No text is an error, and a file that is named at the end with all special characters escaped is left out."""
    text = "\n".join(lines)
    IgnoreRules(text).ignores(path)
    escaped = "".join(f"\\{character}" if character in "*?[]\\!# " else character for character in path)
    assert _ignores(f"{text}\n/{escaped}", path)
