#!/usr/bin/env python3
# Counts what the shipped catalogue's schemes do not read of real lists and feeds.
# SPDX-License-Identifier: Apache-2.0
"""
usage: unread.py PROGRAM DATA_FOLDER CATALOG_FOLDER

Every repository of tags/, every file of releases/ and of endoflife/release-data/ that a
product of the catalogue names is read by that product's scheme. More than one in ten
unread is a wrong scheme, unless a line of EXPLAINED says why. Prints TAP.
"""

import collections
import glob
import json
import os
import re
import subprocess
import sys

PROGRAM, FOLDER, CATALOG = sys.argv[1:4]
EXPLAINED = {
    "docker.io/bitnami/minideb": "a base image: its tags are code names",
    "docker.io/library/nginx": "words: stable, mainline, alpine-slim, perl ...",
    "etcd-io/etcd": "modules of the repository: api/v3.5.0, which no image can be tagged",
    "prometheus-operator/prometheus-operator": "modules: pkg/apis/monitoring/v0.42.0",
}


def full_name(listed, name):
    """As tests/bulk/steps.py says."""
    folder = listed.get("staging_project", "").replace("k8s-staging-", "")
    if folder in ("", "kubernetes", "etcd"):
        return f"{listed['registry']}/{name}"
    return f"{listed['registry']}/{folder}/{name}"


def tag_lists():
    for path in glob.glob(os.path.join(FOLDER, "tags/docker-library/*.json")):
        listed = json.load(open(path, encoding="utf-8"))
        yield listed["repository"], listed["repository"], list(listed["tags"])
    for path in [os.path.join(FOLDER, "tags/bitnami.json")] + \
            glob.glob(os.path.join(FOLDER, "tags/registry.k8s.io/*.json")):
        listed = json.load(open(path, encoding="utf-8"))
        for name, tags in listed["images"].items():
            yield full_name(listed, name), full_name(listed, name), list(tags)


def homes():
    """{(driver, argument): [home of each product]}, by the layout of the shipped files.

    What nodes say they run has no repository to read tags of, and is left out.
    """
    found = collections.defaultdict(list)
    home = None
    for path in sorted(glob.glob(os.path.join(CATALOG, "*.yaml"))):
        for line in open(path, encoding="utf-8"):
            if re.match(r"  [a-z0-9-]+:$", line):
                home = None
            image = re.match(r"    images: \[([^],]+)|      - ([a-z0-9.]+/[^ \n]+)", line)
            if image and home is None:
                home = image[1] or image[2]
            feed = re.match(r"      - (github|release-data): (.+)$", line)
            if feed and home:
                found[feed[1], feed[2]].append(home)
    return found


def feed_lists():
    known = homes()
    for folder, driver in (("releases", "github"), ("endoflife/release-data", "release-data")):
        for path in glob.glob(os.path.join(FOLDER, folder, "*.json")):
            name = os.path.basename(path)[:-len(".json")].replace("__", "/")
            listed = json.load(open(path, encoding="utf-8"))
            rows = listed.get("tags", listed.get("versions", listed))
            names = list(rows) if isinstance(rows, dict) else \
                [row["tag"] if isinstance(row, dict) else row[0] for row in rows]
            for home in known[driver, name]:
                yield name, home, names


def unread(home, names):
    done = subprocess.run([PROGRAM, "tags", home, "--from", "-", "-o", "jsonl"], check=True,
                          input="\n".join(names), text=True, stdout=subprocess.PIPE)
    return [row["tag"] for row in map(json.loads, done.stdout.splitlines())
            if not row["numbers"]]


def main():
    failed = total = 0
    seen = set()
    rows = [*sorted(tag_lists()), *sorted(feed_lists(), key=lambda row: row[:2])]
    for number, (name, home, names) in enumerate(rows, 1):
        left = unread(home, names)
        total += len(names)
        is_wrong = len(left) * 10 > len(names) and name not in EXPLAINED
        if len(left) * 10 > len(names):
            seen.add(name)
        failed += is_wrong
        print(f"{'not ok' if is_wrong else 'ok'} {number} - {name} as {home}: "
              f"{len(left)} of {len(names)} unread")
        if is_wrong:
            print("# " + " ".join(left[:10]))
    unused = sorted(set(EXPLAINED) - seen)
    print(f"{'not ok' if unused else 'ok'} {len(rows) + 1} - {total} names in {len(rows)} "
          f"lists, {len(seen)} lists explained, each explanation needed {unused or ''}")
    print(f"1..{len(rows) + 1}")
    return 1 if failed or unused or not rows else 0


sys.exit(main())
