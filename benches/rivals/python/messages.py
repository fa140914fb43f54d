"""Prints messages of people who chat, one a line, as texts for `run.sh --texts FILE`.

    messages.py [COUNT [JOINED]]

They are those of the package `chitchat-dataset` (MIT; `pip install chitchat-dataset`), each once,
spread over all of it: COUNT lines, 12000 where nothing is said, of JOINED messages each, 1 where
nothing is said. A message has from 20 to 640 bytes.
"""

import json
import sys
from importlib.resources import files

BYTES = range(20, 641)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 12_000
    joined = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    talks = json.loads(
        files("chitchat_dataset").joinpath("dataset.json").read_text(encoding="utf-8")
    )
    said = (m["text"] for talk in talks.values() for turn in talk["messages"] for m in turn)
    lines = (" ".join(text.split()) for text in said)
    messages = list(dict.fromkeys(line for line in lines if len(line.encode()) in BYTES))
    messages = messages[:: max(1, len(messages) // (count * joined))]
    for at in range(0, min(len(messages), count * joined), joined):
        print(" ".join(messages[at : at + joined]))


if __name__ == "__main__":
    main()
