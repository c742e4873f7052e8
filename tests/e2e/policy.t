#!/bin/bash
# Policy and catalogue from the command line: what is wrong is told with its place, what
# is in effect with its origin, and the files that come with the program are found.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# ------------------------------------------------------------------ policy check
cat >policy.yaml <<'END'
version: 1
soaks: 3d
END
check "a misspelt key is an error with its place and a hint" \
    exits 2 stalemark policy check policy.yaml
check "the complaint is one line" \
    is "policy.yaml:2:1: unknown key 'soaks', did you mean 'soak'?" "$(cat err)"

printf 'soak: 2d\n' >good.yaml
check "several files are each checked, and one wrong one is enough" \
    exits 2 stalemark policy check good.yaml policy.yaml
check "the good one is named too" contains out "good.yaml: good"

check "a policy of the working directory that nobody named is not read" \
    exits 0 stalemark policy check
check "the default is what is checked then" is "policies/default.yaml: good" "$(cat out)"

mkdir -p "$XDG_CONFIG_HOME/stalemark"
printf 'soak: 20d\n' >"$XDG_CONFIG_HOME/stalemark/policy.yaml"
check "the user's own policy is read, and a contradiction names both lines" \
    exits 2 stalemark policy check
check "the soak and the step that it outlasts" \
    matches err "policy.yaml:1:1: a 'soak' of 20d is longer than 'edge: patch' allows, 14 days \(policies/default.yaml:[0-9]+\)"
rm "$XDG_CONFIG_HOME/stalemark/policy.yaml"

check "the shipped example is right" \
    exits 0 stalemark policy check "$top_srcdir/policies/example.yaml"
check "a file that is not there is an error before anything else" \
    exits 2 stalemark policy check nowhere.yaml
check "which is named" contains err "nowhere.yaml"

# ------------------------------------------------------------------- policy show
check "the policy in effect is shown" \
    exits 0 stalemark policy show --policy good.yaml
check "a line with where it was written" matches out '^soak: 2d +# good.yaml:1$'
check "a line of the default" matches out '^      days: 14 +# policies/default.yaml:[0-9]+$'
cp out shown.yaml
check "what is shown is a policy" exits 0 stalemark policy check shown.yaml
stalemark policy show --policy shown.yaml | sed 's/ *#.*//' >again
sed 's/ *#.*//' shown.yaml >before
sed -i '/^$/d' before again
check "with the same effect" same before again

# ----------------------------------------------------------------------- catalog
check "the shipped catalogue is right" exits 0 stalemark catalog check
check "the products are listed with role, tier and home" exits 0 stalemark catalog list
check "the load balancer of 2021 is there" \
    matches out '^traefik +load-balancer +edge +docker.io/library/traefik$'
check "an image stands for its product" \
    exits 0 stalemark catalog show traefik/traefik:v2.4.8
check "with how its samples are read" matches out ' is 1\.7\.30, variant alpine$'
check "a misspelt product gets a hint" exits 2 stalemark catalog show traefk
check "which names the nearest" contains err "did you mean 'traefik'?"

cat >inhouse.yaml <<'END'
products:
  inhouse:
    role: dns
    images: [registry.corp.example/dns]
    numbers: 3
    feeds: [registry]
    moved: [{from: registry.corp.example/old, to: registry.corp.example/new}]
    samples: [1.2.3, latest, "1.2"]
    lts: ["1.2"]
    retired: {since: 2026-01-01, successor: nowhere, source: "https://example.org"}
END
check "a catalogue of one's own is checked with the shipped one" \
    exits 2 stalemark catalog check inhouse.yaml
check "a sample that is no version" \
    contains err "inhouse.yaml:2:3: inhouse: sample 'latest' is no version to scheme semver"
check "a sample that would float" \
    contains err "inhouse: sample '1.2' has 2 numbers, a release has 3: it would float"
check "a move that nobody would be told of" \
    contains err "inhouse: moved from 'registry.corp.example/old', which is not among its images"
check "a move to where no product is" \
    contains err "inhouse: moved to 'registry.corp.example/new', which no product has"

check "a long-term line without an end that anybody tells" \
    contains err "inhouse: long-term lines, and no feed that tells when they end"
check "a successor that nobody knows" \
    contains err "inhouse: its successor 'nowhere' is no product of the catalogue"

cat >stuck.yaml <<'END'
products:
  stuck:
    role: dns
    images: [registry.corp.example/stuck]
    version: {scheme: pattern, pattern: 'rel-(?<numbers>[0-4]+)'}
    feeds: [registry]
    samples: [rel-4]
END
check "a scheme that the next release would not fit is an error" \
    exits 2 stalemark catalog check stuck.yaml
check "with the tag that nobody would be told of" \
    contains err "stuck: 'rel-5' would not be newer than the sample 'rel-4'"

cat >thief.yaml <<'END'
products:
  thief: {role: dns, images: [docker.io/library/traefik], feeds: [registri]}
END
check "an unknown feed is an error" exits 2 stalemark catalog check thief.yaml
check "with a hint" contains err \
    "thief.yaml:2:67: unknown feed 'registri', did you mean 'registry'?"
sed -i 's/registri/registry/' thief.yaml
check "an image of two products is an error" exits 2 stalemark catalog check thief.yaml
check "which names both" matches err \
    "^stalemark: thief.yaml:2:31: image 'docker.io/library/traefik' of thief is claimed by traefik already \(.*:[0-9]+:[0-9]+\)$"

# ------------------------------------------------------------------- policy test
cp "$top_srcdir/contrib/incident-2021/releases.jsonl" releases.jsonl
cat >cases.yaml <<'END'
cases:
  - name: the incident of 2021
    image: traefik:1.7.9
    as_of: 2021-04-12
    releases: [releases.jsonl]
    status: stale
    reasons: [behind-patch, behind-major]
    recommended: 1.7.30
    target: 2.4.8
END
check "the incident is what the default policy says" \
    exits 0 stalemark policy test cases.yaml
check "all cases are counted" contains out "1 cases, 0 failed"

sed -e 's/status: stale/status: due/' -e 's/behind-major/line-ended/' -e 's/1.7.30$/1.7.31/' \
    cases.yaml >wrong.yaml
check "a policy that says something else fails" exits 1 stalemark policy test wrong.yaml
check "with the case and its place" \
    contains out "FAIL wrong.yaml:2:5: the incident of 2021, as of 2021-04-12"
cat >expected <<'END'
  status       wanted due
               got    stale
  reasons      wanted behind-patch, line-ended
               got    behind-patch, behind-major
  recommended  wanted 1.7.31
               got    1.7.30
END
sed -n 2,7p out >said
check "and what was wanted beside what came" same expected said
check "and why" matches out '^  because +[0-9]+ releases behind'

mkdir -p elsewhere
cp cases.yaml releases.jsonl elsewhere/
rm releases.jsonl
check "release files are looked for beside the policy" \
    exits 0 stalemark policy test elsewhere/cases.yaml
check "one that is missing fails its case" exits 1 stalemark policy test cases.yaml
check "and is named" contains out "releases.jsonl"
check "a policy without cases is told so" exits 2 stalemark policy test good.yaml

# --------------------------------------------------- the files that come with it
mkdir -p prefix/bin prefix/share/stalemark
cp "$stalemark_program" prefix/bin/
cp -r "$top_srcdir/policies" prefix/share/stalemark/
chmod -R u+w prefix
printf 'soak: 1d\n' >>prefix/share/stalemark/policies/default.yaml
sed -i '/^soak: 3d/d' prefix/share/stalemark/policies/default.yaml
check "an installed program that was moved finds its files beside it" \
    exits 0 prefix/bin/stalemark policy show
check "its own, not those of the build" matches out '^soak: 1d '
ln -s "$work/prefix/bin/stalemark" kubectl-stalemark
check "also through a link" exits 0 ./kubectl-stalemark policy check
check "another folder can be named" \
    env STALEMARK_DATA="$top_srcdir" prefix/bin/stalemark policy check
check "which must have them" \
    exits 2 env STALEMARK_DATA="$work" prefix/bin/stalemark policy check

done_testing
