#!/usr/bin/env python3
# Data of real lists is spoilt; no verdict may become better than on the whole of it.
# SPDX-License-Identifier: Apache-2.0
"""
usage: degraded.py PROGRAM DATA_FOLDER

For each repository of tags/ that is dated, tags of a past day are judged with all that
is known, and again with data that is

    partial   half of the tags and releases, said not to be complete
    old       complete, but asked a month before that day
    undated   without the days of half of the releases
    feedless  without the release feed: no tag is known to have been there

Nothing gets better than with all that is known, except to unknown, and nothing is
convicted that was not. Partial and old data acquits of nothing. Without its day a
release has the age of the next that has one, so that what is stale may be due.
Prints TAP: one test for each way to spoil the data.
"""

import collections
import datetime
import json
import os
import random
import sys
import tempfile

sys.dont_write_bytecode = True
from steps import Repository, ask, products, repositories

RANKS = {"fresh": 0, "due": 1, "unknown": 2, "stale": 3}
ACQUITS_OF_NOTHING = ("partial", "old")
# The feeds of ends are not asked here, and what lacks them would all be unknown.
POLICY = "version: 1\nline_end: {stale: false}\n"


def record(repository, product, tags, releases, fetched, is_complete):
    at = f"{fetched.isoformat()}T00:00:00Z"
    said = {"format": "stalemark-releases/1", "complete": is_complete, "fetched": at,
            "tags": {repository.name: {"fetched": at, "complete": is_complete,
                                       "tags": tags}},
            "releases": [dict(version=".".join(map(str, numbers)),
                              **({"date": day} if day else {}))
                         for numbers, day in releases]}
    said["product" if product else "repository"] = product or repository.name
    return said


def half(rows):
    return [row for row in rows if random.random() < 0.5]


def spoilt(repository, product, day):
    """{how: the record of the data}, and that of the whole under None."""
    releases = list(repository.releases.items())
    known = (repository, product, repository.tags)
    feedless = record(*known, [], day, True)
    del feedless["releases"]
    return {
        None: record(*known, releases, day, True),
        "partial": record(repository, product, half(repository.tags), half(releases), day,
                          False),
        "old": record(*known, releases, day - datetime.timedelta(days=30), True),
        "undated": record(*known, [(numbers, first if random.random() < 0.5 else None)
                                   for numbers, first in releases], day, True),
        "feedless": feedless}


def judge(repository, tags, said, day, folder):
    releases = os.path.join(folder, "releases.jsonl")
    with open(releases, "w", encoding="utf-8") as file:
        file.write(json.dumps(said) + "\n")
    images = [word for tag in tags for word in ("--image", f"{repository.name}:{tag}")]
    report = ask("audit", "--offline", "--releases", releases, *images, "--as-of",
                 day.isoformat(), "-o", "json", "--policy",
                 os.path.join(folder, "policy.yaml"))
    return {finding["image"].rsplit(":", 1)[1]: finding["status"]
            for finding in report["findings"]}


def is_wrong(how, whole, now):
    if how in ACQUITS_OF_NOTHING and RANKS[now] < RANKS["unknown"]:
        return True
    if how == "undated" and now == "due":
        return False
    return RANKS[now] < RANKS[whole] and now != "unknown" or \
        now == "stale" and whole != "stale"


def past_day(repository):
    days = sorted(set(repository.releases.values()))
    return datetime.date.fromisoformat(random.choice(days)) + \
        datetime.timedelta(days=random.randrange(40))


def main():
    random.seed(os.environ.get("SEED", "1"))
    lists = [one for one in (Repository(*row) for row in repositories())
             if one.releases and one.is_dated()]
    named = products([one.name for one in lists])
    tally = collections.defaultdict(collections.Counter)
    wrong = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "policy.yaml"), "w", encoding="utf-8") as file:
            file.write(POLICY)
        for one in lists:
            day = past_day(one)
            there = [tag.text for tag in one.concrete if tag.day <= day.isoformat()]
            if one.name not in named or not there:
                continue
            tags = random.sample(there, min(8, len(there)))
            verdicts = {how: judge(one, tags, said, day, folder)
                        for how, said in spoilt(one, named[one.name], day).items()}
            whole = verdicts.pop(None)
            for how, now in verdicts.items():
                for tag in tags:
                    tally[how][now[tag]] += 1
                    if is_wrong(how, whole[tag], now[tag]):
                        wrong[how].append(f"{one.name}:{tag} as of {day}: {now[tag]}, "
                                          f"with all that is known {whole[tag]}")
    for number, (how, counts) in enumerate(tally.items(), 1):
        told = ", ".join(f"{counts[status]} {status}" for status in RANKS)
        print(f"{'not ok' if wrong[how] else 'ok'} {number} - {how}: {told}")
        for line in wrong[how][:20]:
            print("# " + line)
    print(f"1..{len(tally)}")
    return 1 if not tally or any(wrong.values()) else 0


sys.exit(main())
