// Opens what `signet run` was given: collection, environment, globals, data, cookies, reporters.
#pragma once

#include <memory>
#include <vector>

#include "cli/run_options.h"
#include "http/cookie_jar.h"
#include "model/load.h"
#include "run/runner.h"

namespace signet::cli {

/// Everything loaded; owns what RunOptions points to.
struct Inputs {
  std::unique_ptr<model::Collection> collection;
  std::string location;  ///< of the collection: a path or an address
  std::unique_ptr<model::DataRows> data;
  http::CookieJar jar;
  run::RunOptions options;
};

/// How scripts are sandboxed; known before anything is loaded, so that the worker can start first.
[[nodiscard]] script::Options sandbox_options(const RunArguments& arguments);

[[nodiscard]] Result<Inputs> load_inputs(const RunArguments& arguments);

/// The HTTP settings that the network options stand for.
[[nodiscard]] Result<http::Settings> network_settings(const RunArguments& arguments);

}  // namespace signet::cli
