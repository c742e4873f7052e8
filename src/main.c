/* Finds the command, prints the one error, gives the exit status. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <stdio.h>

int main(void)
{
    return puts("stalemark " VERSION) < 0;
}
