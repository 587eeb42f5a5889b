// What a working copy knows of its workspace: for each element what was last agreed on with the server (the base), what
// the server has else, and what was sent without an answer so far. Kept in .signet/state.json.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/team/workspace_client.h"
#include "base/json.h"
#include "base/result.h"

namespace signet::app {

/// An element as it was at one time.
struct Known {
  std::string parent;  ///< of folders and requests
  std::int64_t position = 0;
  std::int64_t revision = 0;
  std::int64_t version = 0;
  json::value content;  ///< in the form of to_known()
};

/// A change that was on its way when the answer was lost: it may have been done or not.
struct Sent {
  std::string parent;
  json::value content;
};

struct Entry {
  std::string kind;
  std::string file;             ///< of collections, environments, globals: the name in the folder
  std::optional<Known> base;    ///< none: it is new here
  std::optional<Known> theirs;  ///< what the server has in its place
  bool is_gone = false;         ///< the server has it no more
  std::vector<Sent> sent;

  /// As the server has it, as far as is known; null when it has it not.
  [[nodiscard]] const Known* on_server() const {
    if (is_gone) return nullptr;
    if (theirs) return &*theirs;
    return base ? &*base : nullptr;
  }
};

using Entries = std::map<std::string, Entry, std::less<>>;

struct CopyState {
  std::string server;
  std::string workspace;  ///< its id
  std::string workspace_name;
  std::int64_t seq = 0;  ///< all changes up to it are known
  Entries entries;       ///< by their ids
};

/// Of collections, folders and requests the ones that files hold; mocks and monitors stay on the server.
[[nodiscard]] bool is_in_files(std::string_view kind);

/// The form in which contents are compared: folders have a list `item`, secret variables no value, whatever the server
/// said of them.
[[nodiscard]] json::value comparable(std::string_view kind, json::value content);
[[nodiscard]] Known to_known(ElementState state);

/// kInvalidInput for a text that no save wrote.
[[nodiscard]] Result<CopyState> parse_copy_state(std::string_view text, std::string_view source);
[[nodiscard]] std::string write_copy_state(const CopyState& state);

/// Ids by the parent that the server has them below, in their order there; under "" those at the top.
[[nodiscard]] std::map<std::string, std::vector<std::string>> children_on_server(const Entries& entries);
/// The same of the bases.
[[nodiscard]] std::map<std::string, std::vector<std::string>> children_at_base(const Entries& entries);

/// What the element says to be named; for people.
[[nodiscard]] std::string name_in(std::string_view kind, const json::value& content);

}  // namespace signet::app
