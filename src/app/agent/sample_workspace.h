// A workspace to try the app on: made once, from files as people import them; then its environment is told at each
// start where the API is that it is about.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/agent/team_session.h"
#include "base/result.h"

namespace signet::app {

struct SampleWorkspace {
  std::string name;
  struct File {
    std::string name;
    std::string bytes;
  };
  std::vector<File> files;
  /// Variables of every environment in it that has them, with what they are to be.
  std::vector<std::pair<std::string, std::string>> values;
};

/// Makes it unless there is a workspace of its name, and sets its values. What its user changed in it stays.
[[nodiscard]] Status prepare_sample(const TeamSession& session, const SampleWorkspace& sample);

}  // namespace signet::app
