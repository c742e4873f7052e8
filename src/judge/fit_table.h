/* Which releases of a shelf run on a cluster, found once for all images. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "judge/judging.h"

/*
 * What fit_of says of a release of the image's shelf. kubernetes may be NULL; where it
 * is not, it must last as long as the shelf.
 */
struct fit_result fit_of_release(const struct judging *judging,
                                 const struct shelf_release *release,
                                 const char *kubernetes);
