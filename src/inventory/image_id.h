/* The digest in what a kubelet calls an image. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/slice.h"

/* Room for "sha512:", 128 digits and a NUL. */
enum { IMAGE_DIGEST_BYTES = 7 + 128 + 1 };

/*
 * The repository digest of an imageID ("docker-pullable://repo@sha256:..." or
 * "repo@sha256:..."), in place. Empty for the other forms: a bare digest is that of the
 * image's configuration, which no registry resolves.
 */
struct slice image_id_digest(const char *image_id);
