#!/bin/bash
# Files, folders, standard input and references are listed; what is no whole list is told.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need jq

# ------------------------------------------------------------------ what is read
mkdir -p rendered/chart/templates
cat >rendered/web.yaml <<'END'
# Source: chart
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {replicas: 2, template: {spec: {containers: [{name: web, image: "nginx:1.25.3"}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
END
cat >rendered/chart/templates/db.yml <<'END'
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: data}
spec: {template: {spec: {containers: [{name: db, image: "postgres:16.2"}]}}}
END
echo '{"replicas": 3}' >rendered/values.json
echo 'not read' >rendered/README.md
check "a folder is read with its folders" exits 0 stalemark images -f rendered -o json=folder.json
check "what is no object is left out there" holds folder.json \
    '[.images[] | [.image, .uses[0].workload, .uses[0].pods]] == [
        ["nginx:1.25.3", "Deployment/web", 2], ["postgres:16.2", "StatefulSet/db", 1]]'
check "it is one source, whole" holds folder.json \
    '.clusters == [{"name": "rendered", "version": null, "complete": true, "kind": "file", "pods": 3}]'
check "standard input is read" \
    exits 0 bash -c '"$0" images -f - -o json=input.json <rendered/web.yaml' "$stalemark_program"
check "with the same images" is '["nginx:1.25.3"]' "$(jq -c '[.images[].image]' input.json)"
check "several sources are side by side" exits 0 stalemark images -f rendered/web.yaml \
    -f rendered/chart --image traefik:1.7.9 -o json=several.json
check "each a cluster of its own" holds several.json \
    '[.clusters[].kind] == ["file", "file", "command-line"] and (.images | length == 3)'
check "namespaces are chosen" exits 0 stalemark images -f rendered -n data -o json=chosen.json
check "alone" holds chosen.json '[.images[].image] == ["postgres:16.2"]'
check "or left out" exits 0 stalemark images -f rendered --exclude-namespace data -o json=left.json
check "the others stay" holds left.json '[.images[].image] == ["nginx:1.25.3"]'
cat >mounted.yaml <<'END'
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: llm, namespace: ai}
spec:
  template:
    spec:
      containers: [{name: serve, image: "vllm/vllm-openai:v0.8.4"}]
      volumes:
      - {name: tmp, emptyDir: {}}
      - {name: rules, image: {reference: "falcosecurity/rules:3.0", pullPolicy: Always}}
END
check "an image that is mounted as a volume" exits 0 stalemark images -f mounted.yaml -o json=mounted.json
check "is listed as one" holds mounted.json '[.images[] | [.image, .uses[0].container, .uses[0].kind]]
    == [["falcosecurity/rules:3.0", "rules", "volume"], ["vllm/vllm-openai:v0.8.4", "serve", null]]'
check "a version for the fit is taken" exits 0 \
    stalemark images -f rendered --kubernetes-version v1.31.4-eks-1 -o json=fit.json
check "without its suffix" holds fit.json '.clusters[0].version == "1.31.4"'

# ------------------------------------------------------------------ what comes out
check "the table is for a terminal of 80 columns" exits 0 \
    stalemark images -f rendered --image registry.example/a/name/that/is/so/long/that/it/does/not/fit:1.0
check "of which no line is longer" eval '[ "$(wc -L <out)" -le 80 ]'
check "one folds where it must" matches out '^  shop Deployment/web$'
check "and tells what was recognised" matches out '^3 images: 2 recognised'
check "what is not recognised can be had alone" exits 0 stalemark images --unrecognised \
    -f rendered --image registry.example/thing/of-nobody:1 -o json=alone.json
check "but for what is asked for by hand" holds alone.json '.images == []'

# ------------------------------------------------------------- what is no whole list
refused() { # STATUS TEXT ARGUMENT...
    local status=$1 text=$2
    shift 2
    exits "$status" stalemark images "$@" && contains err "$text"
}
pod='{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i"}]}}'
echo "{\"kind\":\"PodList\",\"metadata\":{\"continue\":\"x\"},\"items\":[$pod]}" >page.json
check "one page of a list" refused 3 "page.json: only one page of a list" -f page.json
echo '{"kind":"Status","message":"pods is forbidden","code":403}' >status.json
check "an error answer that was saved" refused 3 "pods is forbidden" -f status.json
for other in "{\"kind\":\"PodList\",\"items\":[$pod]}" "{\"kind\":\"Pod\",${pod#?}"; do
    { cat page.json; echo "$other"; } >first.json
    check "one page before other documents" refused 3 "first.json: only one page" -f first.json
    { echo ---; cat page.json; echo ---; echo "$other"; } >first.yaml
    check "the same as YAML" refused 3 "only one page of a list" -f - <first.yaml
    { cat status.json; echo "$other"; } >failed.json
    check "an error answer before other documents" refused 3 "pods is forbidden" -f failed.json
done
cat >whole.yaml <<'END'
apiVersion: v1
items:
- kind: Pod
  metadata: {name: a}
  spec: {containers: [{name: c, image: "nginx:1.25.3"}]}
- kind: Pod
  metadata: {name: b}
  spec: {containers: [{name: c, image: "postgres:16.2"}]}
kind: List
END
check "a list in YAML" exits 0 stalemark images -f whole.yaml
head -n 5 whole.yaml >short.yaml
check "a list in YAML that was cut off" refused 3 "short.yaml:1:1: a list without 'kind'" -f short.yaml
printf '{"kind":"PodList","items":[%s,' "$pod" >cut.json
check "a list that was cut off" refused 3 "cut.json: not JSON: cut off after" -f cut.json
check "a file that is no object" refused 3 "no 'kind' in it" -f rendered/values.json
check "an empty file" refused 3 "no Kubernetes objects in it" -f /dev/null
check "a folder without objects" eval 'mkdir empty && refused 3 "no Kubernetes objects" -f empty'
check "a file that is not there: exit 2" refused 2 "gone.yaml: No such file" -f gone.yaml
printf 'kind: Pod\n---\nkind: Pod\nmetadata: {name: [}\n' >wrong.yaml
check "broken YAML, by its line in the file" refused 3 "wrong.yaml:4:" -f wrong.yaml
check "a version that is none: exit 2" \
    refused 2 "--kubernetes-version soon: no version like" -f rendered --kubernetes-version soon
check "no source at all: exit 2" refused 2 "there is nothing to look at"
check "a format that is not there: exit 2" refused 2 "images are listed as text or json" \
    -f rendered -o yaml
check "two formats in one place: exit 2" refused 2 "two formats go to standard output" \
    -f rendered -o json -o text

done_testing
