/* Days as mail and RSS write them: "Mon, 02 Mar 2026 08:00:00 GMT" (RFC 822, 5322). */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/day.h"

/*
 * The UTC day of such a time. The weekday may be missing and is not checked, as may the
 * seconds; years of two digits are 1969 to 2068; zones are GMT, UT, UTC, Z, those of
 * North America by name, and +hhmm or -hhmm.
 */
bool day_parse_mail(struct slice text, int *ret_day);
