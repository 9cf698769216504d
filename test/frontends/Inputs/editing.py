# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Does what somebody does in an editor: editing.py SERVER FILE FLAG...

Opens the file, sees the diagnostic with its story and its page, applies the
quick fix, sees the diagnostic vanish, types the bug in again and sees it come
back. Any difference is an assertion."""

import pathlib
import sys
import urllib.parse

from lsp import Client, edited

CHECK = "eventloop-schedule-after-close"


def only_ours(diagnostics):
    """The one diagnostic, which is ours."""
    assert [one.get("code") for one in diagnostics] == [CHECK], diagnostics
    return diagnostics[0]


def line_of(text, words, after=0):
    """The number, from 0, of the first line from `after` on that has `words`."""
    lines = text.splitlines()
    return next(number for number in range(after, len(lines)) if words in lines[number])


def check_story(diagnostic, text):
    """The place, the words, and the places that tell how it came about."""
    close = line_of(text, "loop.close()")
    assert diagnostic["range"]["start"]["line"] == line_of(text, "loop.call_soon", close)
    assert diagnostic["source"] == "clang-tidy", diagnostic
    words = "'call_soon' schedules on loop 'loop', which is closed"
    assert diagnostic["message"].startswith(words), diagnostic
    story = [(one["location"]["range"]["start"]["line"], one["message"])
             for one in diagnostic["relatedInformation"]]
    created = line_of(text, "EventLoop loop;")
    assert [line for line, _ in story] == [created, close], story
    assert "is created here" in story[0][1] and "is closed here" in story[1][1], story


def check_page(diagnostic):
    """The link leads to our own page about the check, not to clang's site."""
    link = urllib.parse.urlsplit(diagnostic["codeDescription"]["href"])
    assert link.path.endswith("docs/checks/schedule-after-close.md"), link
    assert link.scheme == "file" and pathlib.Path(link.path).is_file(), link


def apply_fix(client, uri, diagnostic, text):
    """The text after the first quick fix; there must be one."""
    fixes = client.quick_fixes(uri, diagnostic)
    assert fixes, "no quick fix"
    fixed = edited(text, fixes[0]["edit"]["changes"][uri])
    assert fixed != text
    return fixed


def main():
    server, file, *flags = sys.argv[1:]
    text = pathlib.Path(file).read_text(encoding="utf-8")
    with Client(server, flags) as client:
        uri, diagnostics = client.open(file)
        diagnostic = only_ours(diagnostics)
        check_story(diagnostic, text)
        check_page(diagnostic)
        fixed = apply_fix(client, uri, diagnostic, text)
        assert client.change(uri, fixed) == [], "the fix leaves a diagnostic"

        end = fixed.rindex("}")
        again = fixed[:end] + "  loop.call_soon([] {});\n" + fixed[end:]
        typed = only_ours(client.change(uri, again))
        assert typed["range"]["start"]["line"] == again.count("\n", 0, end), typed
    print("seen, fixed, gone, back")


if __name__ == "__main__":
    main()
