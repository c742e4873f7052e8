#!/bin/bash
# One finding in every form: JSON by its schema, Markdown, HTML, and Slack at a receiver.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
need python3 jq

replay=("$top_srcdir/contrib/incident-2021/replay" "$stalemark_program")
start_replay receiver
port=$receiver_port

# --------------------------------------------------------------- several at once
check "several forms are written in one run" exits 0 "${replay[@]}" \
    -o json=report.json -o markdown=report.md -o html=report.html -o text
check "JSON has the finding" holds report.json \
    '.findings[0] | .product == "traefik" and .recommended == "1.7.30"'
check "JSON says what it is" holds report.json \
    '.schema_version and .tool.name == "stalemark" and .as_of == "2021-04-12"
        and .generated_at == "2021-04-12T00:00:00Z"'
check "its counts are those of its findings" holds report.json \
    '.summary.stale == ([.findings[] | select(.status == "stale")] | length)
        and .summary.fresh + .summary.due + .summary.stale + .summary.unknown
            + .summary.exempt == (.findings | length)'
check "Markdown has it" matches report.md 'traefik.*1\.7\.9.*1\.7\.30'
check "the text has it" matches out 'traefik +1\.7\.9 +1\.7\.30'

if has_schemas; then
    check "JSON keeps to its schema" keeps_to report report.json
else
    skip "python3-jsonschema is not installed" "JSON keeps to its schema"
fi

# -------------------------------------------------------------------------- HTML
well_formed_html() {
    python3 - "$1" <<'END'
import html.parser, sys

VOID = {"meta", "br", "hr", "img", "input", "link", "col", "path", "rect", "line", "circle",
        "use", "polyline", "polygon", "stop"}

class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.seen = [], set()
    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        for name, value in attributes:
            if name in ("src", "href") and value and value.startswith(("http:", "//")):
                if tag != "a":
                    sys.exit(f"<{tag} {name}={value}> asks the network")
            if name.startswith("on"):
                sys.exit(f"<{tag} {name}> is script")
        if tag not in VOID:
            self.open.append(tag)
    def handle_startendtag(self, tag, attributes):
        self.seen.add(tag)
    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            sys.exit(f"</{tag}> at {self.getpos()} closes {self.open[-1:]}")
        self.open.pop()

reader = Reader()
reader.feed(open(sys.argv[1], encoding="utf-8").read())
reader.close()
if reader.open:
    sys.exit(f"never closed: {reader.open}")
for tag in ("html", "head", "title", "main", "table", "th"):
    if tag not in reader.seen:
        sys.exit(f"no <{tag}>")
END
}
check "HTML has the finding" contains report.html 1.7.30
check "HTML is well formed, whole and asks nothing" well_formed_html report.html
check "HTML says its language" matches report.html '<html[^>]* lang='
check "HTML forbids what it does not need" contains report.html Content-Security-Policy
if command -v chromium >/dev/null; then
    browse() {
        timeout 60 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
            --user-data-dir="$work/chromium" "$@" 2>browser.log
    }
    check "a browser shows the finding" contains \
        <(browse --dump-dom "file://$work/report.html") 1.7.30
else
    skip "chromium is not installed" "a browser shows the finding"
fi

# ------------------------------------------------------------------------- Slack
cat >policy.yaml <<END
version: 1
registries:
  127.0.0.1:$port: {private: true, plain_http: true}
END
printf 'http://127.0.0.1:%s/services/T0/B0/canary-webhook' "$port" >webhook
chmod 600 webhook
export STALEMARK_SLACK_WEBHOOK_FILE=$work/webhook
check "the digest is posted to Slack" \
    exits 0 "${replay[@]}" --policy policy.yaml --notify slack --series weekly
check "once" is 1 "$(asked receiver '.method == "POST"')"
jq -r 'select(.method == "POST") | .body' receiver.record >posted.json
check "as Block Kit within its limits" holds posted.json \
    '.text and (.blocks | length > 0 and length <= 50)
        and all(.blocks[]; (.text.text // "") | length <= 3000)'
check "the load balancer first" matches posted.json 'traefik.*1\.7\.30'
check "the webhook is in no output, report, cache or state" \
    not grep -ra canary-webhook out err report.json report.html "$HOME"

# A run as of today goes out once a day, so that a Job that is tried again is quiet.
incident=$top_srcdir/contrib/incident-2021
today() {
    stalemark audit -f "$incident/cluster.yaml" --releases "$incident/releases.jsonl" --offline \
        --policy policy.yaml --notify slack --series weekly "$@"
}
forget_requests receiver
check "today's digest is posted" exits 0 today
check "a second run the same day is quiet" exits 0 today
check "it was posted once" is 1 "$(asked receiver '.method == "POST"')"
check "--again posts" exits 0 today --again
check "now twice" is 2 "$(asked receiver '.method == "POST"')"
manners receiver 'POST status 404'
check "a notification that does not arrive is exit 3" \
    exits 3 "${replay[@]}" --policy policy.yaml --notify slack --series weekly --again
check "and says so" contains err "notifying Slack"
check "without the secret" lacks err canary-webhook

done_testing
