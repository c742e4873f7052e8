/* Asks a registry for the tags of one repository, with the store behind it. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/asking.h"

/*
 * Starts listing the tags of the answer's repository: at once where the store is
 * enough, else from inside fetch_all. The same promises as feed_ask.
 */
void tag_list_ask(struct feed_run *run, const struct answer_place *place);
