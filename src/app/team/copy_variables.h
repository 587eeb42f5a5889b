// Variables of one environment into another, secret values among them: they go from the server to the server, and are
// shown to nobody on the way.
#pragma once

#include <string>
#include <vector>

#include "app/team/workspace_client.h"
#include "base/result.h"

namespace signet::app {

struct VariableCopy {
  std::string from;               ///< an environment or the globals, by id
  std::string to;                 ///< an environment, by id
  std::vector<std::string> keys;  ///< those to copy
  bool replaces = false;          ///< those of the same key; else they stay as they are
};

/// Keys, by what became of them.
struct CopiedVariables {
  std::vector<std::string> added;
  std::vector<std::string> replaced;
  std::vector<std::string> kept;  ///< were there, and were not to be replaced
  std::string notice;             ///< why secret values were left out; empty: none was
};

/// Makes one new version of `to`, or none when nothing changed. kConflict when somebody else saved it meanwhile;
/// kInvalidInput for elements of other kinds.
[[nodiscard]] Result<CopiedVariables> copy_variables(WorkspaceClient& workspace, const VariableCopy& wanted);

/// The same on two documents. `from` has its secret values; one without is left out.
[[nodiscard]] CopiedVariables copy_variables(const json::value& from, json::value& to,
                                             const std::vector<std::string>& keys, bool replaces);

}  // namespace signet::app
