/* A YAML tree as the events that a JSON document of the same content gives. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json_scan.h"
#include "base/yaml.h"

/* Walks a map by the shape of root. Scalars are text, flag or number as is wanted. */
bool yaml_events(const struct yaml_node *map, const struct json_row *root,
                 json_handler *handler, void *context, struct error *err) NODISCARD;
