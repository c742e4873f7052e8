#!/usr/bin/env python3
# Compares stalemark's reading of versions and references with other tools' test tables.
# SPDX-License-Identifier: Apache-2.0
"""
usage: tables.py PROGRAM TABLES_FOLDER EXPLAINED

Each table is what one tool expects of itself. Where it says something that DESIGN
section 5 says too, stalemark must agree; where it does not, a line of EXPLAINED names
the rule that decides:

    TABLE/SECTION ROW | RULE

A disagreement that is not explained fails, and so does an explanation that is no longer
needed. Prints TAP: one test for each section.
"""

import json
import os
import re
import subprocess
import sys

PROGRAM, FOLDER, EXPLAINED = sys.argv[1:4]


class Outside(Exception):
    """The row asks for something that stalemark does not answer."""


def run(image, tags, form="jsonl"):
    """What `stalemark tags` prints; None where it refuses the reference."""
    done = subprocess.run(
        [PROGRAM, "tags", image, "--from", "-", "-o", form],
        input="\n".join(tags).encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if done.returncode not in (0, 2):
        raise RuntimeError(f"stalemark tags {image} ended with {done.returncode}")
    return done.stdout.decode() if done.returncode == 0 else None


READINGS = {}


def texts_of(value):
    """Every text in a row of a table, one a tag may be."""
    if isinstance(value, str):
        return {value} if re.fullmatch(r"[!-~]{1,128}", value) else set()
    if isinstance(value, list):
        return set().union(*map(texts_of, value))
    return set()


def read(*tags):
    """Readings, most of them from one run over a whole section."""
    missing = [tag for tag in tags if tag not in READINGS]
    if missing:
        for tag, line in zip(missing, run("x", missing).splitlines()):
            READINGS[tag] = json.loads(line)
    return [READINGS[tag] for tag in tags]


def relate(running, *tags):
    said = run("example.org/x:" + running.replace("+", "-"), tags)
    if said is None:
        raise Outside("no tag: " + running)
    return [json.loads(line) for line in said.splitlines()]


def is_version(tag):
    if tag is None or tag.strip() == "":
        raise Outside("nothing to read")
    return bool(read(tag)[0]["numbers"])


def numbers(tag):
    return [int(number) for number in read(tag)[0]["numbers"]]


def descending(*tags):
    """The tags as `-o text` orders them, the newest first."""
    lines = run("x", tags, "text").splitlines()[3:]
    return [line.split()[0] for line in lines]


def compare(a, b):
    if not is_version(a) or not is_version(b):
        raise Outside("no versions")
    if a == b:
        return 0
    return {(a, b, b): 1, (b, b, a): -1, (b, a, b): 0}[tuple(descending(b, a, b))]


def is_newer(candidate, running):
    return relate(running, candidate)[0]["relation"] == "newer"


def is_same(a, b):
    return relate(a, b)[0]["relation"] == "same"


def newest(running, tags):
    """The tag that stalemark would go to: the newest of the newer ones, else none."""
    newer = [one["tag"] for one in relate(running, *tags)
             if one["relation"] == "newer"]
    return descending(*newer)[0] if newer else None


def repository(reference):
    """In normal form; None where the reference is refused."""
    said = run(reference, [], "text")
    return None if said is None else said.split(",")[0].split(": ")[0]


def padded(tag, length):
    found = numbers(tag)[:length]
    return found + [None] * (length - len(found))


def shown(tag):
    one = read(tag)[0]
    return ".".join(one["numbers"]) + (one["prerelease"] or "")


def ascends(tags):
    """Neighbours of one variant never go down."""
    for lower, higher in zip(tags, tags[1:]):
        if read(lower)[0]["variant"] == read(higher)[0]["variant"] and \
                compare(lower, higher) > 0:
            return False
    return True


# ------------------------------------------------------------- one function a section
def compatible(version, other):
    a, b = read(version, other)
    return a["variant"] == b["variant"] and len(a["numbers"]) == len(b["numbers"])


def least_specific(tags, expected):
    running = max(expected, key=lambda tag: tag.count("."))
    said = relate(running, *tags)
    return [one["tag"] for one in said if one["reason"] != "floating"] == expected


def outliers(tags, wanted, remaining):
    running = descending(*remaining)[0]
    said = relate(running, *tags)
    return [one["tag"] for one in said if one["reason"] == "scheme"] == wanted


def should_update(policy, current, new):
    steps = {"all": ("patch", "minor", "major"), "major": ("patch", "minor", "major"),
             "minor": ("patch", "minor"), "patch": ("patch",)}[policy]
    return relate(current, new)[0]["step"] in steps


def searched(options, tags):
    if any(options.values()):
        raise Outside("an option of that tool")
    return newest(tags[0], tags)


def step(running, tag):
    said = relate(running, tag)[0]
    return said["step"]


def kubernetes_name(version):
    if "/" in version:
        raise Outside("a group before the version")
    return version


def semver_only(version):
    """Rows that say something of ranges or of forms that no tag has."""
    if version is None or not re.fullmatch(r"[0-9A-Za-z_][0-9A-Za-z_.+-]*", version):
        raise Outside("not a tag")
    return version


APK = re.compile(r"[0-9]+(\.[0-9]+)*(_(alpha|beta|pre|rc)[0-9]*)?(-r[0-9]+)?")


def apk(a, relation, b):
    if not APK.fullmatch(a) or not APK.fullmatch(b):
        raise Outside("apk's own suffixes")
    return {-1: "<", 0: "=", 1: ">"}[compare(a, b)] == relation


def sign(number):
    return (number > 0) - (number < 0)


SECTIONS = {
    "renovate-docker/isValid": lambda tag, wanted: is_version(tag) == wanted,
    "renovate-docker/components": lambda tag, *wanted: padded(tag, 3) == list(wanted),
    "renovate-docker/isGreaterThan": lambda a, b, wanted: is_newer(a, b) == wanted,
    "renovate-docker/equals": lambda a, b, wanted: is_same(a, b) == wanted,
    "renovate-docker/sortVersions": lambda a, b: compare(a, b) != 0,
    "renovate-docker/isStable":
        lambda tag, wanted: (read(tag)[0]["prerelease"] is None) == wanted,
    "renovate-docker/isCompatible": lambda a, b, wanted: compatible(a, b) == wanted,
    "renovate-docker/valueToVersion":
        lambda tag, wanted: shown(semver_only(tag)) == wanted,
    "renovate-docker/sort": lambda tags, wanted: ascends(wanted),
    "renovate-loose/isVersion": lambda tag, wanted: is_version(tag) == wanted,
    "renovate-loose/isValid": lambda tag, wanted: is_version(tag) == wanted,
    "renovate-loose/equals": lambda a, b, wanted: is_same(a, b) == wanted,
    "renovate-loose/isGreaterThan": lambda a, b, wanted: is_newer(a, b) == wanted,
    "renovate-kubernetes-api/isStable":
        lambda tag, wanted: (read(tag)[0]["prerelease"] is None) == wanted,
    "renovate-kubernetes-api/equals":
        lambda a, b, wanted: is_same(kubernetes_name(a), kubernetes_name(b)) == wanted,
    "renovate-kubernetes-api/isGreaterThan":
        lambda a, b, wanted: (compare(a, b) > 0) == wanted,
    "renovate-kubernetes-api/sort": lambda tags, wanted: ascends(wanted),
    "renovate-semver-partial/isVersion":
        lambda tag, wanted: is_version(semver_only(tag)) == wanted,
    "renovate-semver-partial/isStable":
        lambda tag, wanted: (read(tag)[0]["prerelease"] is None) == wanted,
    "renovate-semver-partial/equals":
        lambda a, b, wanted: is_same(a, b) == wanted,
    "renovate-semver-partial/components":
        lambda tag, wanted: (numbers(tag) or [None])[0] == wanted,
    "renovate-semver-partial/getMinor":
        lambda tag, wanted: numbers(tag)[1] == wanted,
    "renovate-semver-partial/getPatch":
        lambda tag, wanted: numbers(tag)[2] == wanted,
    "renovate-semver-partial/isGreaterThan":
        lambda a, b, wanted: is_newer(a, b) == wanted,
    "renovate-semver-partial/sortVersions":
        lambda a, b, wanted: compare(a, b) == wanted,
    "replicated-outdated/compare": lambda a, b, wanted: compare(a, b) == wanted,
    "replicated-outdated/remove_least_specific": least_specific,
    "replicated-outdated/split_outliers": outliers,
    "version-checker-semver/parse":
        lambda tag, wanted, _: is_version(tag) and
        numbers(tag) + [0] * (3 - len(numbers(tag))) == wanted,
    "version-checker-semver/less_than": lambda a, b, wanted: is_newer(b, a) == wanted,
    "version-checker-search/latest_semver":
        lambda name, options, tags, wanted:
        searched(options, [tag for tag, _ in tags]) == wanted,
    "keel-policy/should_update":
        lambda name, policy, current, new, prerelease, wanted, error:
        should_update(policy, current, new) == wanted,
    "wud-tags/parse":
        lambda tag, wanted: (is_version(tag) and numbers(tag)[0]) ==
        (wanted is not None and wanted["major"]),
    "wud-tags/is_greater_or_equal":
        lambda a, b, wanted: (relate(b, a)[0]["relation"] in ("newer", "same")) == wanted,
    "wud-tags/diff": lambda a, b, wanted: step(a, b) == wanted,
    "cup-versions/from_tag": lambda tag, wanted, _: padded(tag, 3) == wanted,
    "masterminds-semver/compare": lambda a, b, wanted: compare(a, b) == wanted,
    "masterminds-semver/less_than": lambda a, b, wanted: (compare(a, b) < 0) == wanted,
    "masterminds-semver/equal":
        lambda a, b, wanted: (compare(a, semver_only(b)) == 0) == wanted,
    "masterminds-semver/loose_valid":
        lambda tag, error: is_version(semver_only(tag)) != error,
    "argocd-image-updater/newest_version":
        lambda name, image, constraint, tags, wanted, error:
        unconstrained(image, constraint, [tag for tag, _ in tags]) == wanted,
    "argocd-image-updater/sort": lambda name, tags, dates, wanted: ascends(wanted),
    "apk-versions/compare": apk,
    # References.
    "distribution-reference/normalized_name_valid":
        lambda text, wanted: (repository(text) is not None) == wanted,
    "distribution-reference/parse_any":
        lambda text, wanted: repository(text) == without_tag(wanted),
    "distribution-reference/parse_docker_ref":
        lambda text, wanted: repository(text) == without_tag(wanted),
    "distribution-reference/normalized_split":
        lambda text, domain, path: repository(text) == f"{domain}/{path}",
    "distribution-reference/repository_info":
        lambda text, full, ambiguous, domain, path:
        repository(text) == f"{domain}/{path}" and
        ambiguous in ("", None) or repository(ambiguous) == f"{domain}/{path}",
    "distribution-reference/parse":
        lambda text, error, *parts: (repository(text) is None) == (error is not None),
    "go-containerregistry-names/tag":
        lambda text, strict, weak: (repository(text) is not None) == weak,
    "go-containerregistry-names/repository":
        lambda text, strict, weak: (repository(text) is not None) == weak,
    "go-containerregistry-names/digest":
        lambda text, strict, weak: (repository(text) is not None) == weak,
    "cup-versions/split_reference":
        lambda text, host, path, tag: repository(text) == hub(host) + "/" + path,
    "replicated-outdated/parse_image_name":
        lambda text, host, path, tag: repository(text) == hub(host) + "/" + path,
}


def hub(host):
    return "docker.io" if host in ("registry-1.docker.io", "index.docker.io") else host


def without_tag(reference):
    return re.sub(r"(:[^/@]*)?(@.*)?$", "", reference)


def unconstrained(image, constraint, tags):
    if constraint["constraint"] is not None:
        raise Outside("a constraint")
    running = image.rsplit(":", 1)[1]
    return newest(running, tags)


# --------------------------------------------------------------------- the comparison
def read_explained():
    explained = {}
    with open(EXPLAINED, encoding="utf-8") as lines:
        for line in lines:
            line = line.strip()
            if line and not line.startswith("#"):
                key, rule = line.rsplit(" | ", 1)
                explained[key] = rule
    return explained


def main():
    explained = read_explained()
    used = set()
    count = failed = 0
    sections = list(SECTIONS)
    print(f"1..{len(sections) + 1}")
    for name in sections:
        table, section = name.split("/")
        with open(os.path.join(FOLDER, table + ".json"), encoding="utf-8") as file:
            rows = json.load(file)["tables"][section]["rows"]
        read(*sorted(texts_of(rows)))
        agreed = outside = 0
        wrong = []
        for row in rows:
            key = f"{name} {json.dumps(row, ensure_ascii=False)}"
            try:
                agrees = SECTIONS[name](*row)
            except Outside:
                outside += 1
                continue
            if agrees:
                agreed += 1
            elif key in explained:
                used.add(key)
            else:
                wrong.append(key)
        count += 1
        failed += bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {count} - {name}: {agreed} of {len(rows)} "
              f"agree, {len(rows) - agreed - outside - len(wrong)} explained, "
              f"{outside} ask for something else")
        for key in wrong:
            print(f"# not explained: {key}")
    idle = sorted(set(explained) - used)
    print(f"{'not ok' if idle else 'ok'} {count + 1} - every explanation is needed")
    for key in idle:
        print(f"# not needed: {key}")
    return 1 if failed or idle else 0


sys.exit(main())
