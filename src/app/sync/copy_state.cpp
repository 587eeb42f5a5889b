#include "app/sync/copy_state.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ids.h"

namespace signet::app {

namespace {

constexpr std::int64_t kFormat = 1;

Error not_ours(std::string_view source, std::string_view what) {
  return fail(ErrorCode::kInvalidInput, fmt::format("{}: {}", source, what),
              "it is not what signet wrote: take it from a backup, or pull into a new folder");
}

json::object to_json(const Known& known) {
  return {{"parent", known.parent},
          {"position", known.position},
          {"revision", known.revision},
          {"version", known.version},
          {"content", known.content}};
}

std::optional<Known> read_known(const json::object& entry, std::string_view name, bool& is_wrong) {
  const json::value* member = json::find(entry, name);
  if (member == nullptr) return std::nullopt;
  const json::object* o = member->if_object();
  const json::value* content = o == nullptr ? nullptr : json::find(*o, "content");
  if (content == nullptr || !content->is_object()) {
    is_wrong = true;
    return std::nullopt;
  }
  Known known{std::string(json::string_or(*o, "parent")), json::int64_or(*o, "position", 0),
              json::int64_or(*o, "revision", 0), json::int64_or(*o, "version", 0), *content};
  is_wrong = is_wrong || (!known.parent.empty() && !is_uuid(known.parent));
  return known;
}

json::object to_json(const Entry& entry) {
  json::object o{{"kind", entry.kind}};
  if (!entry.file.empty()) o["file"] = entry.file;
  if (entry.base) o["base"] = to_json(*entry.base);
  if (entry.theirs) o["theirs"] = to_json(*entry.theirs);
  if (entry.is_gone) o["is_gone"] = true;
  if (entry.sent.empty()) return o;
  json::array sent;
  for (const Sent& one : entry.sent) sent.push_back(json::object{{"parent", one.parent}, {"content", one.content}});
  o["sent"] = std::move(sent);
  return o;
}

std::optional<Entry> read_entry(const json::value& value) {
  const json::object* o = value.if_object();
  if (o == nullptr) return std::nullopt;
  bool is_wrong = false;
  Entry entry;
  entry.kind = json::string_or(*o, "kind");
  entry.file = json::string_or(*o, "file");
  entry.base = read_known(*o, "base", is_wrong);
  entry.theirs = read_known(*o, "theirs", is_wrong);
  entry.is_gone = json::bool_or(*o, "is_gone", false);
  const bool is_inside = entry.kind == "folder" || entry.kind == "request";
  for (const auto* known : {&entry.base, &entry.theirs}) {
    is_wrong = is_wrong || (*known && (*known)->parent.empty() == is_inside);
  }
  // A name of a file in the folder itself, and never one of another.
  is_wrong =
      is_wrong || !is_in_files(entry.kind) || entry.file.find('/') != std::string::npos || entry.file.starts_with('.');
  const json::array* sent = json::find_array(*o, "sent");
  for (const json::value& one : sent == nullptr ? json::array() : *sent) {
    const json::object* change = one.if_object();
    const json::value* content = change == nullptr ? nullptr : json::find(*change, "content");
    if (content == nullptr) return std::nullopt;
    entry.sent.push_back({std::string(json::string_or(*change, "parent")), *content});
  }
  if (is_wrong) return std::nullopt;
  return entry;
}

using Children = std::map<std::string, std::vector<std::string>>;

template <typename View>
Children children_of(const Entries& entries, const View& view) {
  std::map<std::string, std::vector<std::pair<std::int64_t, std::string>>> placed;
  for (const auto& [id, entry] : entries) {
    if (const Known* known = view(entry)) placed[known->parent].emplace_back(known->position, id);
  }
  Children children;
  for (auto& [parent, list] : placed) {
    std::sort(list.begin(), list.end());
    std::vector<std::string>& ids = children[parent];
    for (auto& [position, id] : list) ids.push_back(std::move(id));
  }
  return children;
}

}  // namespace

bool is_in_files(std::string_view kind) {
  return kind == "collection" || kind == "folder" || kind == "request" || kind == "environment" || kind == "globals";
}

json::value comparable(std::string_view kind, json::value content) {
  json::object* o = content.if_object();
  if (o == nullptr) return content;
  if (kind == "collection" || kind == "folder") {
    (*o)["item"] = json::array();
  } else if (kind == "environment") {
    json::value* values = o->if_contains("values");
    json::array* list = values == nullptr ? nullptr : values->if_array();
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
      json::object* variable = (*list)[i].if_object();
      if (variable != nullptr && json::string_or(*variable, "type") == "secret") variable->stable_erase("value");
    }
  }
  return content;
}

Known to_known(ElementState state) {
  return {std::move(state.parent), state.position, state.revision, state.version,
          comparable(state.kind, std::move(state.content))};
}

Result<CopyState> parse_copy_state(std::string_view text, std::string_view source) {
  SIGNET_TRY(const json::value document, json::parse(text, source));
  const json::object* o = document.if_object();
  if (o == nullptr || json::int64_or(*o, "format", 0) != kFormat) return not_ours(source, "no state of this version");
  CopyState state{std::string(json::string_or(*o, "server")),
                  std::string(json::string_or(*o, "workspace")),
                  std::string(json::string_or(*o, "workspace_name")),
                  json::int64_or(*o, "seq", 0),
                  {}};
  const json::object* elements = json::find_object(*o, "elements");
  if (elements == nullptr || state.server.empty() || !is_uuid(state.workspace) || state.seq < 0) {
    return not_ours(source, "server, workspace or elements are missing");
  }
  for (const auto& member : *elements) {
    auto entry = read_entry(member.value());
    if (!entry || !is_uuid(member.key())) return not_ours(source, fmt::format("{} is no element", member.key()));
    state.entries.emplace(member.key(), *std::move(entry));
  }
  return state;
}

std::string write_copy_state(const CopyState& state) {
  json::object elements;
  elements.reserve(state.entries.size());
  for (const auto& [id, entry] : state.entries) elements.emplace(id, to_json(entry));
  return boost::json::serialize(json::object{{"format", kFormat},
                                             {"server", state.server},
                                             {"workspace", state.workspace},
                                             {"workspace_name", state.workspace_name},
                                             {"seq", state.seq},
                                             {"elements", std::move(elements)}}) +
         "\n";
}

Children children_on_server(const Entries& entries) {
  return children_of(entries, [](const Entry& entry) { return entry.on_server(); });
}

Children children_at_base(const Entries& entries) {
  return children_of(entries, [](const Entry& entry) { return entry.base ? &*entry.base : nullptr; });
}

std::string name_in(std::string_view kind, const json::value& content) {
  const json::object* o = content.if_object();
  if (o != nullptr && kind == "collection") {
    const json::object* info = json::find_object(*o, "info");
    if (info != nullptr) o = info;
  }
  return o == nullptr ? std::string() : std::string(json::string_or(*o, "name"));
}

}  // namespace signet::app
