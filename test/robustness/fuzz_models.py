#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Fuzzes the model reader: gives ModelReaderFuzzer its first corpus, which is
every model file of the repository, and a dictionary, which is every word of
model.schema.json and the marks of YAML.

An input that breaks the reader is kept in the folder of --keep; the fuzzer
itself prints the sanitizer's report, and `FUZZER FILE` repeats it.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator

REPO = pathlib.Path(__file__).resolve().parent.parent.parent
SCHEMA = REPO / "lib" / "model" / "model.schema.json"
YAML_MARKS = ["- ", ": ", "---\n", "...\n", "&a ", "*a", "!!str ", "|\n", ">\n", "? ", "{", "}", "[",
              "]", "%YAML 1.2\n", "# ", "'", '"', "\0", "\r\n", "\t", "::", "~", "%", "operator()",
              "arg", "this", "result"]


def words_of(schema: object) -> Iterator[str]:
    """The keys that the schema names, and the values that it lists."""
    if isinstance(schema, list):
        for item in schema:
            yield from words_of(item)
    if not isinstance(schema, dict):
        return
    yield from schema.get("properties", {})
    yield from (value for value in schema.get("enum", []) if isinstance(value, str))
    for value in schema.values():
        yield from words_of(value)


def dictionary() -> str:
    """In libFuzzer's format: a quoted word a line."""
    words = sorted(set(words_of(json.loads(SCHEMA.read_text(encoding="utf-8")))))
    lines = []
    for word in words + YAML_MARKS:
        quoted = "".join(c if " " <= c <= "~" and c not in '"\\' else f"\\x{ord(c):02X}" for c in word)
        lines.append(f'"{quoted}"')
    return "\n".join(lines) + "\n"


def model_files() -> list[pathlib.Path]:
    """Files of the repository that are models, or ought to be refused."""
    folders = [REPO / "lib" / "model" / "libraries", REPO / "test", REPO / "docs", REPO / "runtime-model"]
    return sorted(file for folder in folders for file in folder.rglob("*.yaml"))


def fill(corpus: pathlib.Path) -> int:
    """Copies the first corpus, whole files; returns how many."""
    corpus.mkdir(parents=True, exist_ok=True)
    files = model_files()
    for number, file in enumerate(files):
        shutil.copyfile(file, corpus / f"{number:02}-{file.name}")
    return len(files)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fuzzer", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=-1, help="inputs to try; default: no limit")
    parser.add_argument("--seconds", type=int, default=0, help="time to spend; default: no limit")
    parser.add_argument("--corpus", type=pathlib.Path, help="kept and resumed; default: a temporary one")
    parser.add_argument("--keep", type=pathlib.Path, default=pathlib.Path("fuzz-failures"),
                        help="where inputs go that break the reader")
    options = parser.parse_args()
    if options.runs < 0 and not options.seconds:
        parser.error("--runs or --seconds: it has to end")
    with tempfile.TemporaryDirectory() as folder:
        corpus = options.corpus or pathlib.Path(folder) / "corpus"
        words = pathlib.Path(folder) / "model.dict"
        words.write_text(dictionary(), encoding="utf-8")
        print(f"{fill(corpus)} model files, {len(dictionary().splitlines())} words", flush=True)
        options.keep.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [str(options.fuzzer), f"-seed={options.seed}", f"-runs={options.runs}",
             f"-max_total_time={options.seconds}", "-max_len=65536", "-timeout=10",
             "-rss_limit_mb=2048", f"-dict={words}", f"-artifact_prefix={options.keep}/",
             "-print_final_stats=1", "-verbosity=1", str(corpus)], check=False)
    return 1 if done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
