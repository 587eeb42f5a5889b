// Which requests run: all of the collection, or those of --folder (names or ids of folders or requests).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/collection.h"

namespace signet::run {

/// The requests to run in one iteration, in collection order. One entry in `folders` takes the first match, nearest the
/// root first; several take every named element once, in collection order (postman-runtime extract-runnable-items.js).
/// Fails with kNotFound naming the missing folder and the nearest existing name.
[[nodiscard]] Result<std::vector<const model::Item*>> select_items(const model::Collection& collection,
                                                                   const std::vector<std::string>& folders);

/// The requests of these ids, in this order; of a folder's id, those in it. kNotFound for an id that is not there.
[[nodiscard]] Result<std::vector<const model::Item*>> items_in_order(const model::Collection& collection,
                                                                     const std::vector<std::string>& ids);

/// Where setNextRequest(`name_or_id`) leads: ids before names, the last of equal names; -1 when nowhere.
[[nodiscard]] int position_of(const std::vector<const model::Item*>& items, std::string_view name_or_id);

}  // namespace signet::run
