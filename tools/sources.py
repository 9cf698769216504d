# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which translation units are meant, and where their flags come from.

Compile databases, folders that have one, single files. Running anything is
tools/analyse.py's business.
"""

import dataclasses
import json
import os
import pathlib

DATABASE = "compile_commands.json"
FLAGS_FILE = "compile_flags.txt"


class CannotAnalyse(Exception):
    """What stands in the way, and the remedy."""


@dataclasses.dataclass
class Source:
    """One translation unit and how clang-tidy learns its flags."""

    file: str
    database: str = ""  # the folder of the compile database; empty: flags, or searched for
    directory: str = "."  # what relative paths in its diagnostics are relative to
    flags: list = dataclasses.field(default_factory=list)


def database_at(folder):
    """The folder of the compile database that `folder` has, itself or in build/;
    none if there is none."""
    for candidate in (folder, folder / "build"):
        if (candidate / DATABASE).is_file():
            return candidate
    return None


def database_in(folder):
    """As database_at, but there has to be one."""
    found = database_at(folder)
    if found:
        return found
    raise CannotAnalyse(
        f"there is no {DATABASE} in {folder} or {folder / 'build'}; make one with "
        "cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON (other build systems: bear)")


def entries(folder):
    """The compile database in `folder`: file to its command's directory, absolute."""
    try:
        return {os.path.abspath(folder / entry["directory"] / entry["file"]):
                os.path.abspath(folder / entry["directory"])
                for entry in json.loads((folder / DATABASE).read_text())}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CannotAnalyse(f"{folder / DATABASE} cannot be read ({error!r}); "
                            "configure the build again") from error


def everything_in(folder):
    """Every source that the compile database in `folder` names, once."""
    # CMake lists the sources of its precompiled headers as well.
    found = {file: directory for file, directory in entries(folder).items()
             if not os.path.basename(file).startswith("cmake_pch.")}
    if not found:
        raise CannotAnalyse(f"{folder / DATABASE} names no source file")
    for file in found:
        if not os.path.exists(file):
            raise CannotAnalyse(f"{folder / DATABASE} names {file}, which does not exist; build the "
                                "project once (it may be generated), or configure it again")
    return [Source(file, str(folder), directory) for file, directory in found.items()]


def single(file, folder, flags):
    """The source `file`, by `flags`, by the compile database in `folder`, or by
    what the folders above it have: as clang-tidy decides, which does not look
    into their build/ though."""
    if flags:
        return Source(str(file), flags=flags)
    for above in [folder] if folder else file.resolve().parents:
        found = database_at(above)
        if found:
            directory = entries(found).get(os.path.abspath(file), str(found))
            return Source(str(file), str(found), directory)
        if (above / FLAGS_FILE).is_file():
            return Source(str(file), directory=str(above))
    raise CannotAnalyse(
        f"no {DATABASE} was found for {file} in any folder above it or its build/; name one with "
        "-p BUILD, or give the flags: tools/run.sh FILE -- -std=c++20 -Iinclude")


def find_sources(words, database, flags):
    """The sources that the words of the command line mean, each once."""
    folder = database_in(pathlib.Path(database)) if database else None
    if folder and not words:
        return everything_in(folder)
    sources = []
    for path in map(pathlib.Path, words):
        if path.is_dir():
            sources += everything_in(database_in(path))
        elif not path.is_file():
            raise CannotAnalyse(f"{path} does not exist")
        else:
            sources.append(single(path, folder, flags))
    return list({os.path.abspath(source.file): source for source in sources}.values())
