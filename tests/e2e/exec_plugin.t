#!/bin/bash
# Credential plugins that talk to the user: they get the terminal where there is one.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need python3

# A plugin that asks for a word on standard error, as cloud logins do.
cat >plugin <<'END'
#!/bin/sh
rm -f told
case $KUBERNETES_EXEC_INFO in
*'"interactive":true'*)
    printf 'the word: ' >&2
    read -r word
    echo "$word" >told
    ;;
*) echo "nobody is there" >told ;;
esac
echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t"}}'
END
chmod 700 plugin
for mode in Always IfAvailable Never; do
    cat >$mode.kubeconfig <<END
apiVersion: v1
kind: Config
current-context: one
clusters: [{name: one, cluster: {server: "https://127.0.0.1:$(free_port)"}}]
contexts: [{name: one, context: {cluster: one, user: one}}]
users:
- name: one
  user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: $work/plugin, interactiveMode: $mode}}
END
    chmod 600 $mode.kubeconfig
done

# typed WORD COMMAND...: on a terminal on which somebody types the word.
typed() {
    python3 - "$@" <<'END'
import os, pty, sys
word, command = sys.argv[1], sys.argv[2:]
process, terminal = pty.fork()
if process == 0:
    os.execvp(command[0], command)
seen = b""
try:
    while piece := os.read(terminal, 4096):
        seen += piece
        if b"the word: " in seen and word:
            os.write(terminal, word.encode() + b"\n")
            word = ""
except OSError:
    pass
_, status = os.waitpid(process, 0)
sys.stdout.write(seen.decode())
sys.exit(os.waitstatus_to_exitcode(status))
END
}
told() {
    is "$1" "$(cat told)"
}
check "with a terminal a plugin that must ask" exits 3 typed sesame "$stalemark_program" images \
    --kubeconfig Always.kubeconfig
check "asks" contains out "the word: "
check "and is answered" told sesame
check "one that may ask" exits 3 typed swordfish "$stalemark_program" images --kubeconfig IfAvailable.kubeconfig
check "does" told swordfish
check "one that never does" exits 3 typed x "$stalemark_program" images --kubeconfig Never.kubeconfig
check "does not" told "nobody is there"

rm -f told
check "without a terminal a plugin that must ask" exits 3 stalemark images \
    --kubeconfig Always.kubeconfig </dev/null
check "is not run" not test -e told
check "which is told" contains err "standard input is not a terminal"
check "one that may ask" exits 3 stalemark images --kubeconfig IfAvailable.kubeconfig </dev/null
check "is run and does not" told "nobody is there"

done_testing
