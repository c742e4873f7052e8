#!/usr/bin/env python3
# Holds the steps of verdicts on real lists against a second computation of them.
# SPDX-License-Identifier: Apache-2.0
"""
usage: steps.py PROGRAM DATA_FOLDER EXPLAINED steps|strays

steps: for each repository of tags/, from five running tags of different age and variant,
the newest patch, minor and major release and how many there are, by a small reader of
its own and by `stalemark audit`: from the tags alone, as of today; and, where all are
dated, with releases of their first days, as of 30 days after the last, the day since
which each step is exposed too. What differs must be explained by a line of EXPLAINED:

    REPOSITORY RUNNING-TAG | RULE      (* for every tag of the repository)

strays: the same verdicts with one stray in each list; nothing may change.
Prints TAP: one test for each repository, or for each stray.
"""

import collections
import datetime
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

PROGRAM, FOLDER = sys.argv[1:3]
EXPLAINED, KIND = (*sys.argv[3:5], None, None)[:2]
STRAYS = ["20210101", "9799770991", "99.0.0", "2021.12.16"]
TODAY = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
# Where a line is a major: as the catalogue has it for these.
LINE_IS_MAJOR = {"docker.io/library/postgres", "docker.io/bitnami/postgresql"}

VERSION = re.compile(r"v?(?P<numbers>[0-9]+(\.[0-9]+){0,3})(?P<rest>(-.*)?)")
PRERELEASE = re.compile(
    r"-?(dev|nightly|snapshot|canary|ea|alpha|beta|m[0-9]|preview|pre|rc|[0-9]+-g[0-9a-f]{7,})",
    re.IGNORECASE)
PLATFORM = re.compile(r"windows|nanoserver|amd64|arm|s390x|ppc64le|i386|_linux")


class Tag:
    """A version tag; numbers is None for everything else."""

    def __init__(self, text, day):
        self.text = text
        self.day = day
        match = VERSION.fullmatch(text)
        self.numbers = None
        if not match or PLATFORM.search(text):
            return
        self.is_prerelease = PRERELEASE.match(match["rest"]) is not None
        self.variant = re.sub(r"-?r?[0-9]+$", "", match["rest"])
        self.numbers = tuple(int(number) for number in match["numbers"].split("."))


def full_name(listed, name):
    """Images of registry.k8s.io lie in a folder of their staging project, two do not."""
    folder = listed.get("staging_project", "").replace("k8s-staging-", "")
    if folder in ("", "kubernetes", "etcd"):
        return f"{listed['registry']}/{name}"
    return f"{listed['registry']}/{folder}/{name}"


def repositories():
    """Name, day and {tag: day of the first sight, or None} of every list."""
    for path in sorted(glob.glob(os.path.join(FOLDER, "tags/docker-library/*.json"))):
        with open(path, encoding="utf-8") as file:
            listed = json.load(file)
        yield listed["repository"], listed["as_of"][:10], \
            {tag: row[0] for tag, row in listed["tags"].items()}
    others = sorted(glob.glob(os.path.join(FOLDER, "tags/registry.k8s.io/*.json")))
    for path in [os.path.join(FOLDER, "tags/bitnami.json")] + others:
        with open(path, encoding="utf-8") as file:
            listed = json.load(file)
        for name, tags in sorted(listed["images"].items()):
            rows = {tag: row[0] if isinstance(row, list) else
                    row if isinstance(row, str) and row[:2] == "20" else None
                    for tag, row in tags.items()}
            days = [day for day in rows.values() if day]
            yield full_name(listed, name), max(days, default="2026-01-01"), rows


class Repository:
    def __init__(self, name, last_day, rows):
        self.name = name
        self.tags = list(rows)
        self.as_of = (datetime.date.fromisoformat(last_day) +
                      datetime.timedelta(days=30)).isoformat()
        read = [Tag(text, day) for text, day in rows.items()]
        stable = [tag for tag in read if tag.numbers and not tag.is_prerelease]
        counts = collections.Counter(len(tag.numbers) for tag in stable)
        self.numbers = counts.most_common(1)[0][0] if counts else 0
        # A release is a number as long as most are; the first of its tags dates it.
        self.releases = {}
        self.concrete = []
        for tag in sorted(stable, key=lambda tag: tag.day or ""):
            if len(tag.numbers) < self.numbers:
                continue
            self.releases.setdefault(tag.numbers, tag.day)
            self.concrete.append(tag)

    def running(self):
        """Five tags over the whole age, each of another variant where there are any."""
        chosen = {}
        wanted = 5
        for i in range(wanted):
            part = self.concrete[len(self.concrete) * i // wanted:
                                 len(self.concrete) * (i + 1) // wanted]
            variants = sorted({tag.variant for tag in part})
            if variants:
                variant = variants[i % len(variants)]
                tag = next(tag for tag in part if tag.variant == variant)
                chosen[tag.text] = tag
        return list(chosen.values())

    def is_dated(self):
        return all(self.releases.values())

    def expected(self, running, has_days):
        """{step: (newest, how many, first day)}."""
        steps = {"patch": [], "minor": [], "major": []}
        mine = running.numbers
        depth = 1 if self.name in LINE_IS_MAJOR else 2
        for numbers in self.releases:
            if numbers > mine:
                same = numbers[:depth] == mine[:depth]
                steps["patch" if same else "minor" if numbers[0] == mine[0]
                      else "major"].append(numbers)
        return {step: (max(found), len(found),
                       min(self.releases[numbers] for numbers in found)
                       if has_days else None)
                for step, found in steps.items() if found}


def ask(*arguments):
    done = subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, check=True,
                          stderr=subprocess.DEVNULL)
    return json.loads(done.stdout)


def products(names):
    """The product of each repository, by the catalogue; None where there is none."""
    options = [word for name in names for word in ("--image", name + ":1.0.0")]
    listed = ask("images", *options, "-o", "json")["images"]
    return {entry["image"].rsplit(":", 1)[0]: entry.get("product") for entry in listed}


def release_file(repository, product, tags, has_days):
    fetched = (repository.as_of if has_days else TODAY) + "T00:00:00Z"
    record = {"format": "stalemark-releases/1", "complete": True, "fetched": fetched,
              "tags": {repository.name: {"fetched": fetched, "complete": True,
                                         "tags": tags}}}
    record["product" if product else "repository"] = product or repository.name
    if has_days:
        record["releases"] = [{"version": ".".join(map(str, numbers)), "date": day}
                              for numbers, day in repository.releases.items()]
    return json.dumps(record)


def judge(repository, product, tags, has_days):
    """Findings of the running tags, by tag."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write(release_file(repository, product, tags, has_days) + "\n")
        file.flush()
        options = [word for tag in repository.running()
                   for word in ("--image", f"{repository.name}:{tag.text}")]
        if has_days:
            options += ["--as-of", repository.as_of]
        report = ask("audit", "--offline", "--releases", file.name, *options, "-o", "json")
    return {finding["image"].rsplit(":", 1)[1]: finding for finding in report["findings"]}


def told(finding, has_days):
    return {step: (tuple(int(n) for n in finding[step]["newest"].split(".")),
                   finding[step]["lag"],
                   finding[step]["exposed_since"] if has_days else None)
            for step in ("patch", "minor", "major")
            if finding.get(step) and finding[step]["lag"]}


def explanations():
    rules = {}
    with open(EXPLAINED, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                key, rule = line.split("|", 1)
                rules[tuple(key.split())] = rule.strip()
    return rules


class Tally:
    """Verdicts compared, and the explanations that were needed."""

    def __init__(self, rules):
        self.rules = rules
        self.used = set()
        self.agreed = self.explained = 0

    def compare(self, repository, product, has_days):
        findings = judge(repository, product, repository.tags, has_days)
        for running in repository.running():
            expected = repository.expected(running, has_days)
            got = told(findings[running.text], has_days)
            key = next((key for key in ((repository.name, running.text),
                                        (repository.name, "*")) if key in self.rules), None)
            if got == expected:
                self.agreed += 1
            elif key:
                self.explained += 1
                self.used.add(key)
            else:
                yield f"{running.text}: {got} instead of {expected}"


def check_steps(lists, named):
    tally = Tally(explanations())
    count = failed = 0
    for repository in lists:
        wrong = []
        for has_days in (False, True)[:1 + repository.is_dated()]:
            wrong += tally.compare(repository, named.get(repository.name), has_days)
        count += 1
        failed += bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {count} - {repository.name}: steps from "
              f"{len(repository.running())} tags over {len(repository.releases)} releases")
        for line in wrong:
            print("# " + line)
    unused = sorted(set(tally.rules) - tally.used)
    count += 1
    print(f"{'not ok' if unused else 'ok'} {count} - {tally.agreed} verdicts agree, "
          f"{tally.explained} differ by a rule, and every explanation is needed")
    for key in unused:
        print("# not needed: " + " ".join(key))
    print(f"1..{count}")
    return failed or unused


def acted_on(finding):
    """What a reader acts on, and a gate."""
    return {key: finding.get(key) for key in (
        "status", "reasons", "behind", "patch", "minor", "major", "recommended",
        "recommended_image", "target", "due", "message")}


def has_such_tags(repository):
    """Two dates or long numbers of its own: with a third one nobody knows."""
    return sum(re.fullmatch(r"[0-9]{8,}", tag) is not None for tag in repository.tags) > 1


def is_doubted(before, after):
    """The steps stand, and what was not stale is unknown."""
    steps = ("behind", "patch", "minor", "major", "recommended", "target")
    return after["status"] == "unknown" and "no-match" in after["reasons"] and \
        all(before.get(key) == after.get(key) for key in steps)


def counts_confirmed(repository, product, stray):
    """Whether the stray is the newest major where a release feed names it too."""
    first = (datetime.date.fromisoformat(repository.as_of) -
             datetime.timedelta(days=10)).isoformat()
    repository.releases[tuple(map(int, stray.split(".")))] = first
    findings = judge(repository, product, repository.tags + [stray], True)
    return all(finding["major"]["newest"] == stray for finding in findings.values())


def check_strays(lists, named):
    before = {repository.name: judge(repository, named.get(repository.name),
                                     repository.tags, False) for repository in lists}
    failed = 0
    for number, stray in enumerate(STRAYS, 1):
        wrong = []
        same = doubted = 0
        for repository in lists:
            if stray in repository.tags:
                continue
            after = judge(repository, named.get(repository.name),
                          repository.tags + [stray], False)
            for tag, finding in before[repository.name].items():
                if acted_on(finding) == acted_on(after[tag]):
                    same += 1
                elif has_such_tags(repository) and is_doubted(finding, after[tag]):
                    doubted += 1
                else:
                    wrong.append(f"{repository.name}:{tag}: {after[tag]['status']}, "
                                 f"{after[tag]['message']}")
        failed += bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {number} - {stray} in {len(lists)} lists: "
              f"{same} verdicts as before, {doubted} unknown where there are more of it")
        for line in wrong[:20]:
            print("# " + line)
    known = next(one for one in lists if one.name == "docker.io/library/traefik")
    is_counted = counts_confirmed(known, named[known.name], "99.0.0")
    print(f"{'ok' if is_counted else 'not ok'} {len(STRAYS) + 1} - 99.0.0 counts where a "
          "release feed confirms it")
    print(f"1..{len(STRAYS) + 1}")
    return failed or not is_counted


def main():
    lists = [repository for repository in
             (Repository(*row) for row in repositories()) if repository.releases]
    named = products([repository.name for repository in lists])
    check = {"steps": check_steps, "strays": check_strays}[KIND]
    return 1 if not lists or check(lists, named) else 0


if __name__ == "__main__":
    sys.exit(main())
