# Where secrets were seen by the strict server, and where they should not have been.
# SPDX-License-Identifier: Apache-2.0
"""
usage: leaks.py RECORD < RULES

RULES is a JSON object of two: "must" and "may": secret -> list of origins
("https://host") that may see it; an empty list for one that nobody may. Every header, path and body is looked through, as it
is, unescaped, and with every base64 in it decoded. Prints one line for each sighting at another origin, and for each
secret of "must" with origins that nobody saw: the test would be empty.
"""

import base64
import json
import re
import sys
import urllib.parse

WORD = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")


def forms(text):
    """The text as it is and as it may be hidden."""
    plain = urllib.parse.unquote_plus(text)
    yield text
    yield plain
    for word in set(WORD.findall(text) + WORD.findall(plain)):
        padded = word.rstrip("=") + "=" * (-len(word.rstrip("=")) % 4)
        for alternatives in (None, b"-_"):
            try:
                yield base64.b64decode(padded, alternatives).decode("latin-1")
            except ValueError:
                pass


def main():
    parts = json.load(sys.stdin)
    rules = {**parts["must"], **parts.get("may", {})}
    unseen = {secret for secret, origins in parts["must"].items() if origins}
    with open(sys.argv[1], encoding="utf-8") as file:
        for line in file:
            entry = json.loads(line)
            origin = f"{entry['scheme']}://{entry['host']}"
            texts = [entry["path"], entry["body"], *entry["headers"].values()]
            said = "\n".join(form for text in texts for form in forms(text))
            for secret, origins in rules.items():
                if secret not in said:
                    continue
                unseen.discard(secret)
                if origin not in origins:
                    print(f"{secret} was seen by {origin}: {entry['method']} {entry['path']}")
    for secret in sorted(unseen):
        print(f"{secret} was seen by nobody")


main()
