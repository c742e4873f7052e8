#!/bin/bash
# No verdict and no byte of a report depends on the locale or the time zone of who runs it.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need jq

replay=("$top_srcdir/contrib/incident-2021/replay" "$stalemark_program")
forms=(json markdown html text slack)
# report FOLDER [VARIABLE=VALUE]...: every form of the report of 2021, in that surrounding.
report() {
    local folder=$1 form outputs=()
    shift
    mkdir -p "$folder"
    for form in "${forms[@]}"; do
        outputs+=(-o "$form=$folder/$form")
    done
    env "$@" "${replay[@]}" "${outputs[@]}"
}
same_folder() {
    diff -r "$1" "$2"
}
check "the report of 2021" exits 0 report usual
check "in the locale of nobody" exits 0 report c LC_ALL=C
check "is the same" same_folder usual c

# Locales with commas in numbers and with another lower case of I, made here. The C
# library never frees the folders that LOCPATH names.
echo leak:__argz_add_sep >known-leaks
for name in de_DE tr_TR; do
    if command -v localedef >/dev/null && mkdir -p locales &&
        localedef -i $name -f UTF-8 "locales/$name.UTF-8" 2>localedef.log; then
        check "in $name" exits 0 report $name LOCPATH="$work/locales" LC_ALL=$name.UTF-8 \
            LSAN_OPTIONS="suppressions=$work/known-leaks:print_suppressions=0"
        check "is the same as $name" same_folder usual $name
    else
        skip "localedef makes no $name here" "in $name"
    fi
done

# The ends of the world, and a zone whose days do not begin on the hour.
for zone in UTC-14 UTC+12 IST-5:30 :no/such/zone ''; do
    check "in the zone '$zone'" exits 0 report "zone$zone" TZ="$zone"
    check "is the same there ('$zone')" same_folder usual "zone$zone"
done

# today ZONE: the day that an audit takes for today, which is UTC's.
today() {
    local before got
    before=$(date -u +%F)
    TZ=$1 stalemark audit --offline --allow-empty --image traefik:v1.7.9 -o json=today.json >out 2>err
    got=$(jq -r .as_of today.json)
    [ "$got" = "$before" ] || [ "$got" = "$(date -u +%F)" ] ||
        echo "today is $got in $1, and $before by UTC"
}
check "today is UTC's day in the east" nothing today UTC-14
check "and in the west" nothing today UTC+12

done_testing
