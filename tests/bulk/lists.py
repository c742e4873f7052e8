#!/usr/bin/env python3
# Reads real lists of tags a second way, and compares with what stalemark reads.
# SPDX-License-Identifier: Apache-2.0
"""
usage: lists.py PROGRAM DATA_FOLDER

An independent reader, made of one regular expression for the shapes that official
images, Bitnami, registry.k8s.io and git tags have, against `stalemark tags`: first the
parts of every tag, then, for running tags spread over each list, what is newer, same or
older among the tags of the same variant. Prints TAP: one test for each list.
"""

import glob
import json
import os
import re
import subprocess
import sys

PROGRAM, FOLDER = sys.argv[1:3]

# What names a moment, as MinIO's releases do.
MOMENT = re.compile(
    r"(?P<prefix>RELEASE\.|OFFICIAL\.)"
    r"(?P<numbers>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}-[0-9]{2}-[0-9]{2})Z(?P<rest>)")
# "v" or words that end in "-"; numbers; a prerelease; the rest.
SHAPE = re.compile(
    r"(?P<prefix>(?:[a-zA-Z][a-zA-Z-]*-)?v?)"
    r"(?P<numbers>[0-9]+(?:\.[0-9]+){0,5})"
    r"(?:[-._]?(?P<word>alpha|beta|rc|RC|dev|ea|pre|preview|[mM](?=[0-9]))"
    r"(?P<count>(?:[.-]?[0-9]+(?![0-9a-zA-Z]))?(?:\.[0-9]+(?![0-9a-zA-Z]))*)"
    r"(?![0-9a-zA-Z]))?"
    r"(?P<rest>(?:[-_+].*)?)")
# A prerelease behind a word, and commits after a release, as git describes them.
BEHIND_WORD = re.compile(r"-(?P<words>win32|tech)-(?P<prerelease>(rc|preview)[0-9]*)")
DESCRIBED = re.compile(r"-(?P<prerelease>[0-9]+-g[0-9a-f]{7,40})")
HASH = re.compile(r"-(?=[0-9]*[a-f])[0-9a-f]{7,40}$")
BUILD = re.compile(r"[-_](r?[0-9]+)$")
RANKS = ["dev", "ea", "alpha", "beta", "m", "preview", "pre", "rc"]
STEPS = ["major", "minor", "patch"]
# Numbers of a base or of a branch's build, not of a version.
WORDS = re.compile(
    r"(?!v?[0-9])(.*-)?(alpine|windowsservercore|nanoserver|oraclelinux|ltsc|sac|ubi)"
    r"[-0-9.]*(-.*)?|32bit.*|unstable-[0-9]+_.*")


class Reading:
    def __init__(self, match):
        parts = match.groupdict()
        rest = HASH.sub("", parts["rest"])
        self.prefix = parts["prefix"]
        self.numbers = [int(number) for number in re.split("[-.T]", parts["numbers"])]
        self.word = parts.get("word")
        self.prerelease = self.word + parts["count"] if self.word else None
        self.build = None
        behind = BEHIND_WORD.fullmatch(rest) or DESCRIBED.fullmatch(parts["rest"])
        if behind:
            self.prerelease = behind["prerelease"]
            rest = "-" + behind.groupdict().get("words", "")
        found = BUILD.search(rest)
        # A bare number belongs to the word before it: "-debian-9", "-jre-11".
        if found and (found[1][0] == "r" or found.start() == 0):
            self.build = found[1]
            rest = rest[:found.start()]
        self.variant = rest.lstrip("-_+")

    def order(self):
        counts = [int(n) for n in re.findall("[0-9]+", self.prerelease or "")]
        rank = RANKS.index(self.word.lower()) if self.word else len(RANKS)
        return (self.numbers, rank, counts)

    def step(self, other):
        for name, mine, its in zip(STEPS, self.numbers, other.numbers):
            if mine != its:
                return name
        return "patch"


def read(tag):
    """The second reading; None for what is no version or of a shape of its own."""
    if WORDS.fullmatch(tag):
        return None
    match = MOMENT.fullmatch(tag) or SHAPE.fullmatch(tag)
    return Reading(match) if match else None


def lists():
    """Name and tags of every list."""
    for path in sorted(glob.glob(os.path.join(FOLDER, "tags/docker-library/*.json"))):
        with open(path, encoding="utf-8") as file:
            yield "library/" + os.path.basename(path)[:-5], list(json.load(file)["tags"])
    others = sorted(glob.glob(os.path.join(FOLDER, "tags/registry.k8s.io/*.json")))
    for path in [os.path.join(FOLDER, "tags/bitnami.json")] + others:
        with open(path, encoding="utf-8") as file:
            for name, tags in sorted(json.load(file)["images"].items()):
                yield name, list(tags)
    for path in sorted(glob.glob(os.path.join(FOLDER, "releases/*.json"))):
        with open(path, encoding="utf-8") as file:
            yield "git " + os.path.basename(path)[:-5], \
                [row[0] for row in json.load(file)["tags"]]


def said(image, tags):
    done = subprocess.run([PROGRAM, "tags", image, "--from", "-", "-o", "jsonl"],
                          input="\n".join(tags).encode(), stdout=subprocess.PIPE,
                          check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def compare_parts(tags):
    wrong = []
    read_here = 0
    for tag, theirs in zip(tags, said("example.org/list", tags)):
        ours = read(tag)
        if ours is None:
            continue
        read_here += 1
        parts = ([int(number) for number in theirs["numbers"]], theirs["prerelease"],
                 theirs["build"], theirs["variant"], theirs["prefix"])
        expected = (ours.numbers, ours.prerelease, ours.build, ours.variant, ours.prefix)
        if parts != expected:
            wrong.append(f"{tag}: {parts} instead of {expected}")
    return read_here, wrong


def is_plain(reading):
    """Three numbers, no words before them, no platform or base that might grow."""
    return (reading is not None and len(reading.numbers) == 3 and
            reading.prefix in ("", "v") and reading.build is None and
            (reading.word is None) == (reading.prerelease is None) and
            max(reading.numbers) < 1990 and
            reading.variant in ("", "alpine", "management", "perl", "builder", "ubuntu"))


def expected_relation(running, candidate):
    if candidate.order() == running.order():
        return ("same", None)
    if candidate.order() < running.order():
        return ("older", None)
    if candidate.word and not (running.word and candidate.numbers == running.numbers):
        return ("incomparable", None)
    return ("newer", candidate.step(running))


def majors_are_close(readings):
    majors = sorted({reading.numbers[0] for reading in readings})
    return all(higher - lower <= 5 for lower, higher in zip(majors, majors[1:]))


def compare_relations(tags):
    readings = {tag: read(tag) for tag in tags}
    plain = [tag for tag in tags if is_plain(readings[tag])]
    known = set(plain)
    if len(plain) < 2 or not majors_are_close([readings[tag] for tag in plain]):
        return 0, []
    wrong = []
    asked = 0
    for running in plain[::max(1, len(plain) // 7)]:
        mine = readings[running]
        for theirs in said("example.org/list:" + running, tags):
            its = readings.get(theirs["tag"])
            if theirs["tag"] not in known or its.variant != mine.variant:
                continue
            asked += 1
            got = (theirs["relation"], theirs["step"])
            if got != expected_relation(mine, its):
                wrong.append(f"{theirs['tag']} to {running}: {got} instead of "
                             f"{expected_relation(mine, its)}")
    return asked, wrong


def main():
    count = failed = 0
    for name, tags in lists():
        if not tags:
            continue
        parts, wrong_parts = compare_parts(tags)
        relations, wrong_relations = compare_relations(tags)
        wrong = wrong_parts + wrong_relations
        count += 1
        failed += bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {count} - {name}: {parts} of {len(tags)} "
              f"tags and {relations} relations read twice")
        for line in wrong[:20]:
            print("# " + line)
    print(f"1..{count}")
    return 1 if failed or count == 0 else 0


sys.exit(main())
