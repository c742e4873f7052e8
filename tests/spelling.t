#!/bin/bash
# Words are spelled right in sources and documents.
# SPDX-License-Identifier: Apache-2.0
here=$(dirname "$0")
# shellcheck source=tests/tap.sh
. "$here/tap.sh"
# shellcheck source=tests/sources.sh
. "$here/sources.sh"

need codespell

# Names of products and misspelled keys that tests use on purpose.
allowed="soaks,fo,ser,ue,te,nd,rouge,ans,hist,unknwon,inout,aks,keda,selinux,anull"

misspelled() {
    text_files | grep -vE '^(tests/cluster/go\.|tests/cases/|.*\.svg$)' |
        (cd "$source_folder" && xargs codespell -L "$allowed")
}
check "codespell finds nothing" nothing misspelled

done_testing
