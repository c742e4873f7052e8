#!/bin/bash
# Lists of a real API server that break off, expire, or come late are whole or say why not.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/cluster.sh
. "$top_srcdir/tests/e2e/cluster.sh"
need_cluster
need jq

# Without a cache in the server expired tokens are known to be expired at once.
start_cluster prod --watch-cache=false
fill prod --pods 60 >fill.log 2>&1 || bail "the cluster takes no pods" fill.log

# A pod that ended, and the newest of two runs of a CronJob.
job() {
    sed "s/NAME/$1/; s/MADE/$2/" <<'END'
{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"NAME","namespace":"team-0",
 "ownerReferences":[{"apiVersion":"batch/v1","kind":"CronJob","name":"backup","uid":"11111111-1111-4111-8111-111111111111","controller":true}]},
 "spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"dump","image":"postgres:MADE"}]}}}}
END
}
ended_pod() { # NAME IMAGE [JOB UID]
    {
        echo '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"'"$1"'","namespace":"team-0"'
        [ $# -lt 3 ] || echo ',"ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"'"$3"'","uid":"'"$4"'","controller":true}]'
        echo '},"spec":{"nodeName":"node-1","restartPolicy":"Never","containers":[{"name":"dump","image":"'"$2"'"}]}}'
    } >pod.json
    api prod POST /api/v1/namespaces/team-0/pods pod.json >/dev/null
    echo '{"status":{"phase":"Succeeded"}}' >status.json
    api prod PATCH "/api/v1/namespaces/team-0/pods/$1/status" status.json >/dev/null
}
for run in first:15 second:16; do
    job "${run%:*}" "${run#*:}" >job.json
    uid=$(api prod POST /apis/batch/v1/namespaces/team-0/jobs job.json | jq -r .metadata.uid)
    ended_pod "run-${run%:*}" "postgres:${run#*:}" "${run%:*}" "$uid"
    sleep 1.1 # creation times are whole seconds
done
ended_pod migration flyway:10

export KUBECONFIG=$work/prod/reader.kubeconfig
check "the cluster is listed" exits 0 stalemark images -o json=whole.json
check "all pods are counted" holds whole.json '.clusters[0].pods == 60'
check "the chain of owners ends in Deployments and the CronJob" holds whole.json \
    '[.images[].uses[].workload | split("/")[0]] | unique == ["CronJob", "Deployment", "Pod"]'
check "what ended is marked, but for the newest run" holds whole.json \
    '[.images[] | select(.uses[0].finished) | .image] == ["flyway:10", "postgres:15"]'

# through NAME FAULT...: lists the cluster through the proxy, into NAME.json.
through() {
    local name=$1 port
    shift
    port=$(free_port)
    serve "$name" "$top_srcdir/tests/e2e/fault_proxy" "$port" "https://127.0.0.1:$prod_port" \
        "$prod_ca" prod/admin.token page=10 "$@"
    sed "s|server: .*|server: http://127.0.0.1:$port|" prod/reader.kubeconfig >"$name.kubeconfig"
    ready 10 "$server_pid" curl -sf "http://127.0.0.1:$port/version" || bail "no proxy" "$work/$name.log"
    stalemark images --kubeconfig "$name.kubeconfig" -o json="$name.json" >out 2>"$name.err"
}
same() { # the images and uses that the server itself gave
    diff <(jq .images whole.json) <(jq .images "$1")
}
expire=$(compact_command prod)

check "pages of ten give the same" eval 'through pages && same pages.json'
check "so does JSON" eval 'through json json && same json.json'
check "in pages, too" matches json.log '200 /api/v1/pods.*continue='
check "a page that breaks off is asked again, and counts once" \
    eval 'through cut cut && same cut.json'
check "it did break off" contains cut.log 'cut /api/v1/pods'
through broken cut-always
check "pages that always break off: exit 3" is 3 "$?"
check "what was listed before is told as not whole" holds broken.json \
    '.clusters[0] | .complete == false and (.failure | test("listing pods"))'
check "without the page that broke off" holds broken.json \
    '[.images[].uses[].pods] | add <= 30'
check "a busy server is asked again when it says" eval 'through busy busy && same busy.json'
check "it was busy twice" eval '[ "$(grep -c "^429" busy.log)" -eq 2 ]'
check "an expired list is begun again" \
    eval 'through expired "expire=$expire" && same expired.json'
check "it did expire" matches expired.log '^410 /api/v1/pods.*continue='
through twice "expire-twice=$expire"
check "a list that expires twice goes on, but is not whole: exit 3" is 3 "$?"
check "the reason is told" holds twice.json \
    '.clusters[0] | .complete == false and (.failure | test("expired twice"))'
check "nothing is counted twice" same twice.json

# ------------------------------------------------- several clusters, two of them broken
{
    sed "s|^clusters:|&\n- {name: gone, cluster: {server: 'https://127.0.0.1:$(free_port)'}}|
        s|^contexts:|&\n- {name: broken, context: {cluster: nowhere}}\n- {name: gone, context: {cluster: gone, user: reader}}|" \
        prod/reader.kubeconfig
} >three.kubeconfig
check "all contexts, two of them broken: exit 3" \
    exits 3 stalemark images --kubeconfig three.kubeconfig --all-contexts -o json=three.json
check "the one that works is listed whole" holds three.json \
    '[.clusters[] | [.name, .complete]] | sort == [["broken", false], ["gone", false], ["prod", true]]'
check "its images are the same" same three.json
check "each of the others has one line" is 2 "$(grep -c . err)"
check "the broken one tells file and line" matches err 'broken: .*three.kubeconfig:[0-9]+: context .broken.: there is no cluster .nowhere.'
check "the other one tells the connection" matches err 'gone: listing pods at cluster scope: .*(refused|connect)'

# ------------------------------------------------------------- the files of contrib
if kubectl=$(kubernetes_program kubectl); then
    admin() {
        "$kubectl" --kubeconfig prod/admin.kubeconfig --cache-dir "$work/kubectl" "$@"
    }
    admin create namespace stalemark >/dev/null
    admin label namespace stalemark pod-security.kubernetes.io/warn=restricted >/dev/null
    check "the RBAC rules are taken" exits 0 admin apply -f "$top_srcdir/contrib/rbac.yaml"
    check "so is the CronJob" exits 0 admin apply -f "$top_srcdir/contrib/cronjob.yaml"
    check "by the restricted profile, without a warning" is "" "$(cat err)"
    sed 's|user: {token: \(.*\)}|user: {token: \1, as: "system:serviceaccount:stalemark:stalemark"}|' \
        prod/admin.kubeconfig >account.kubeconfig
    check "the service account may list what an audit needs" exits 0 \
        stalemark images -v --kubeconfig account.kubeconfig -o json=account.json
    check "which gives the same" same account.json
    check "owners included" not contains err "are not listed"
    check "the service account may not read secrets" exits 1 admin get secrets -A \
        --as system:serviceaccount:stalemark:stalemark
fi

done_testing
