# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints what a REFLOOP_TRACE file shows, track by track; complains about what
is no time line. usage: trace.py FILE"""

import collections
import json
import sys


def stretches(events):
    """The nested stretches of one track, as `(name inner inner)`."""
    text, depth, last = "", 0, 0.0
    for event in events:
        assert event["ts"] >= last, f"back in time: {event}"
        last = event["ts"]
        if event["ph"] == "B":
            text += f"({event['name']} "
            depth += 1
        elif event["ph"] == "E":
            assert depth, f"an end without a beginning: {event}"
            text = text.rstrip() + ")"
            depth -= 1
    return text + " unfinished" * depth


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        text = file.read()
    if not text.endswith("]\n"):  # killed: viewers read what there is
        print("cut off")
        text = text.rstrip(",\n") + "]"
    events = json.loads(text)
    names, tracks = {}, collections.defaultdict(list)
    for event in events:
        track = (event["pid"], event["tid"])
        if event["ph"] == "M":
            names[(*track, event["name"])] = event["args"]
        else:
            assert event["ph"] in "BEi" and event["ts"] >= 0, event
            tracks[track].append(event)
    for (pid, tid), found in sorted(tracks.items()):
        group = names[(pid, 0, "process_name")]["name"]
        track = names[(pid, tid, "thread_name")]["name"]
        print(f"{group} / {track}: {stretches(found)}")
        print("  moments:", " ".join(e["name"] for e in found
                                     if e["ph"] == "i" and "cat" not in e))
    for event in events:
        if event.get("cat") == "violation":
            assert event["s"] == "g", event
            args = event["args"]
            print("violation", event["name"], args["where"].rsplit("/", 1)[-1],
                  len(args["notes"]), args["message"])


main()
