#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs mutants against the real library: is each operator's bug a bug?

Responsible for compiling a sample of the mutants with AddressSanitizer and
prints on the blamed lines, running them, and reading from the output whether
Asio did what the operator claims (run() returned 0, the posted task never ran,
the context was stopped when work was started, a use after free, a coroutine's
body that never ran). Knows nothing of eventloop-tidy. A mutant that needs a
certificate, a keyboard or a peer other than an echo server to get to its blamed
line counts as not reached, one that needs Boost's compiled libraries as not
linked, an operation of Asio's own that is not awaited as not seen; none of them
counts as confirmed.
"""
import argparse
import collections
import concurrent.futures
import contextlib
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading

import examples
import mutants as corpus_mutants
import obligations
import operators
import run
from edits import TASK
from source import Source

UNAWAITED = "eventloop-unawaited-task"
OUTLIVES = "eventloop-session-cleanup-outside-loop"
CONFIRMED, REFUTED, NOT_REACHED, NOT_LINKED, NOT_SEEN, BROKEN = (
    "confirmed", "refuted", "not reached", "not linked", "not seen",
    "does not compile")
LIMIT = 12  # seconds a program may run
SIGNAL_AFTER = 2  # seconds until a server is told to stop, where that matters

# What stands for a placeholder of an example's usage line.
ARGUMENTS = {"port": "0", "address": "127.0.0.1", "host": "127.0.0.1",
             "listen_address": "0.0.0.0", "multicast_address": "239.255.0.1",
             "doc_root": ".", "threads": "1"}


def arguments_of(text):
    usage = re.search(r'"Usage: [\w./-]+ ([^"\\\[]*)', text)
    names = re.findall(r"<([\w-]+)>", usage[1]) if usage else []
    if "host" in names:
        names = ["peer_port" if name == "port" else name for name in names]
    return [ARGUMENTS.get(name, "1") for name in names]


SAY = 'std::fprintf(stderr, "witness: {}\\n"{});'


def with_prints_in_bodies(mutant):
    """The mutant's text with a print at the head of the coroutine of this file
    that its blamed line calls; None when it is an operation of Asio's own."""
    called = re.match(r"\s*(?:auto \w+ = )?(?:\w+(?:\.|->|::))*(\w+)\(",
                      mutant.text.split("\n")[min(mutant.lines) - 1])
    source = Source(mutant.text)
    if not called or called[1] not in obligations.coroutines(source):
        return None
    heads = re.finditer(rf"\bawaitable<[^;{{}}]*?>\s+(?:\w+::)*{called[1]}\s*\(",
                        source.code)
    text = mutant.text
    for head in reversed(list(heads)):
        close = source.pairs.get(head.end() - 1, head.end())
        brace = re.match(r"[^;{]*\{", source.code[close:])
        if brace:
            at = close + brace.end()
            text = text[:at] + SAY.format("body ran", "") + text[at:]
    return text


def instrument(mutant):
    """The mutant's text with prints; they go where the blamed lines are."""
    say, text = SAY, mutant.text
    if operators.check_of(mutant.operator) == UNAWAITED:
        text = with_prints_in_bodies(mutant)
        if text is None:
            return None
    lines = text.replace(
        f"static void {TASK}() {{}}",
        f"static void {TASK}() {{ {say.format('task ran', '')} }}",
        1).split("\n")
    if operators.check_of(mutant.operator) == OUTLIVES:
        return "#include <cstdio>\n" + "\n".join(lines)
    for number in mutant.lines:
        line = lines[number - 1]
        if mutant.operator == "start-after-run":
            name = re.search(r"\b(\w+)\.run\(\);", lines[number - 2])
            if not name:
                continue
            line = say.format("stopped %d",
                              f", (int){name[1]}.stopped()") + line
        elif not mutant.operator.startswith("start"):
            line = say.format("reached", "") + line
        lines[number - 1] = line
    for number, line in enumerate(lines, 1):
        # Of a restart-removed only the blamed run() says what it did: the
        # example goes on to others when it timed out.
        if mutant.operator == "restart-removed" and number not in mutant.lines:
            continue
        lines[number - 1] = re.sub(
            r"(\w+(?:\.|->)run(?:_for)?\((?:\w*)\));",
            lambda m: say.format("run did %d", f", (int){m[1]}"), line)
    return "#include <cstdio>\n" + "\n".join(lines)


def verdict(operator, output):
    runs = re.findall(r"witness: run did (\d+)", output)
    if operators.check_of(operator) == OUTLIVES:
        if "witness: task ran" not in output:
            return NOT_REACHED
        bad = re.search(r"AddressSanitizer: (heap|stack)-use-after-\w+", output)
        return CONFIRMED if bad else REFUTED
    if operators.check_of(operator) == UNAWAITED:
        reached = output.count("witness: reached")
        if not reached:
            return NOT_REACHED
        ran = output.count("witness: body ran")
        return REFUTED if ran >= reached else CONFIRMED
    if operator.startswith("destroyed"):
        if "witness: reached" not in output:
            return NOT_REACHED
        bad = re.search(r"AddressSanitizer: (heap|stack)-use-after-\w+", output)
        return CONFIRMED if bad else REFUTED
    if operator.startswith("post"):
        if "witness: reached" not in output:
            return NOT_REACHED
        return REFUTED if "task ran" in output else CONFIRMED
    if operator == "start-after-run":
        stopped = re.search(r"witness: stopped (\d)", output)
        if not stopped:
            return NOT_REACHED
        return CONFIRMED if stopped[1] == "1" else REFUTED
    # These two need a first run that did something.
    needed = 2 if operator in ("run-twice", "restart-removed") else 1
    if len(runs) < needed or (needed == 2 and runs[0] == "0"):
        return NOT_REACHED
    return CONFIRMED if runs[needed - 1] == "0" else REFUTED


class EchoServer(threading.Thread):
    """The peer of the clients among the examples: sends every line back."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        ARGUMENTS["peer_port"] = str(self.listener.getsockname()[1])

    def run(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.echo, args=(connection,),
                             daemon=True).start()

    @staticmethod
    def echo(connection):
        with connection, contextlib.suppress(ConnectionError):
            while data := connection.recv(4096):
                connection.sendall(data)


def execute(program, arguments, stop):
    """The error output of a program that is ended after LIMIT seconds."""
    child = subprocess.Popen(
        [program, *arguments], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        errors="replace", env=dict(os.environ, ASAN_OPTIONS=(
            "detect_leaks=0:detect_stack_use_after_return=1")))
    try:
        if stop:
            try:
                return child.communicate(timeout=SIGNAL_AFTER)[1]
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGINT)
        return child.communicate(timeout=LIMIT)[1]
    except subprocess.TimeoutExpired:
        child.kill()
        return child.communicate()[1]


def witness(clangxx, folder, number, mutant, flags):
    base = folder / f"{number:04}"
    source, program = base.with_suffix(".cpp"), base.with_suffix(".out")
    text = instrument(mutant)
    if text is None:
        return NOT_SEEN, ""
    source.write_text(text)
    built = subprocess.run(
        [clangxx, "-w", "-g1", "-fsanitize=address", *flags, str(source), "-o",
         str(program), "-pthread", "-lssl", "-lcrypto"],
        capture_output=True, text=True)
    if built.returncode:
        linker = "linker command failed" in built.stderr
        return NOT_LINKED if linker else BROKEN, built.stderr
    output = execute(str(program), arguments_of(mutant.text),
                     stop=mutant.operator == "post-after-stop")
    program.unlink()
    return verdict(mutant.operator, output), output


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build", help="the build folder")
    parser.add_argument("--clangxx", default="clang++-22")
    parser.add_argument("--only", default="",
                        help="mutants whose name contains this")
    parser.add_argument("-j", type=int, default=2)
    options = parser.parse_args()
    examples.find_all()  # says what to install when examples are missing
    pinned, failures = corpus_mutants.pinned(
        pathlib.Path(__file__).resolve().parent / "mutants.txt")
    chosen = [m for m in pinned if options.only in m[0].name]
    folder = pathlib.Path(options.build).resolve() / "corpus" / "witness"
    folder.mkdir(parents=True, exist_ok=True)

    EchoServer().start()
    counts = collections.defaultdict(collections.Counter)
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        verdicts = pool.map(
            lambda item: witness(options.clangxx, folder, item[0], *item[1]),
            enumerate(chosen))
        for number, ((mutant, _), (answer, output)) in enumerate(
                zip(chosen, verdicts), 1):
            run.progress_on_terminal(number, len(chosen), mutant.name)
            counts[mutant.operator][answer] += 1
            print(f"{answer:<12} {mutant.name}")
            if answer in (REFUTED, BROKEN):
                failures.append(f"{mutant.name}: {answer}:\n{output}")
    for operator, by_verdict in counts.items():
        print(f"{operator:<22}" + ", ".join(
            f"{count} {name}" for name, count in by_verdict.items()))
    for failure in failures:
        print(f"FAILED {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
