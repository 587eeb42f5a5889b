// What is the same each time an item runs, worked out once: its scripts with their owners, inherited auth, settings,
// and place in the collection.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "http/types.h"
#include "model/collection.h"

namespace signet::run {

struct PlannedScript {
  const model::Event* event;
  std::string owner;  ///< name of the collection, folder or request that holds it
};

struct Plan {
  std::vector<PlannedScript> prerequest;  ///< outermost first; events without a script left out
  std::vector<PlannedScript> test;
  const model::Auth* auth = nullptr;  ///< in force when the request has none of its own
  http::Settings settings;
  std::vector<std::string> location;  ///< from the collection's name down to the item's
};

/// Plans by item, made on first use. Belongs to one thread.
class Plans {
 public:
  Plans(const model::Collection& collection, const http::Settings& defaults)
      : collection_(collection), defaults_(defaults) {}
  const Plan& of(const model::Item& item);

 private:
  const model::Collection& collection_;
  const http::Settings& defaults_;
  std::unordered_map<const model::Item*, Plan> plans_;
};

}  // namespace signet::run
