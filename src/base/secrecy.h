/* What the system must not give to others of this process: its memory, its files. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * To be called first of all. No core file is written, nobody of the same user reads the
 * memory, the keys of TLS sessions go nowhere, and the first three descriptors are
 * taken: a database opened as number 1 would be written over by what is printed.
 */
void secrecy_begin(void);
