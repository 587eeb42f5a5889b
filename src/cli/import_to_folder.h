// `signet import --to`: collections and environments as files of Postman's format, without a team server.
#pragma once

#include "cli/import_command.h"
#include "model/load.h"

namespace signet::cli {

/// Whether a file is given by its address.
[[nodiscard]] bool is_address(std::string_view location);

/// The exit code: 1 when something was left out, or a file is there and may not be replaced.
[[nodiscard]] Result<int> import_to_folder(const ImportArguments& arguments, const model::Fetch& fetch);

}  // namespace signet::cli
