#include "server/api/route_tree.h"

#include <fmt/format.h>

#include "base/text.h"

namespace signet::server {
namespace {

bool is_parameter(std::string_view segment) {
  return segment.starts_with('{') && segment.ends_with('}') && segment.size() > 2;
}

std::vector<std::string> segments_of(std::string_view pattern) {
  return pattern.starts_with('/') ? split(pattern.substr(1), '/') : std::vector<std::string>();
}

}  // namespace

std::vector<std::string> parameter_names(std::string_view pattern) {
  std::vector<std::string> names;
  for (const std::string& segment : segments_of(pattern)) {
    if (is_parameter(segment)) names.push_back(segment.substr(1, segment.size() - 2));
  }
  return names;
}

Status RouteTree::add(const Route& route) {
  const std::vector<std::string> segments = segments_of(route.pattern);
  if (segments.empty()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("the route '{}' does not begin with a slash", route.pattern));
  }
  Node* node = &root_;
  for (const std::string& segment : segments) {
    if (!is_parameter(segment) && segment.find_first_of("{}") != std::string::npos) {
      return fail(ErrorCode::kInvalidInput, fmt::format("the route '{}' has a brace inside a segment", route.pattern));
    }
    std::unique_ptr<Node>& next = is_parameter(segment) ? node->parameter : node->names[segment];
    if (next == nullptr) next = std::make_unique<Node>();
    node = next.get();
  }
  if (!node->methods.emplace(route.method, &route).second) {
    return fail(ErrorCode::kInvalidInput, fmt::format("two routes claim {} {}", to_text(route.method), route.pattern));
  }
  return {};
}

RouteTree::Match RouteTree::find(const std::vector<std::string>& segments) const {
  Match match;
  if (segments.empty() || !find_below(root_, segments, 0, match)) return {};
  return match;
}

// As deep as the longest pattern, never as the path: a path that goes on where no pattern does ends at once.
bool RouteTree::find_below(  // NOLINT(misc-no-recursion)
    const Node& node, const std::vector<std::string>& segments, std::size_t at, Match& match) {
  if (at == segments.size()) {
    if (node.methods.empty()) return false;
    match.methods = &node.methods;
    return true;
  }
  const std::string& segment = segments[at];
  if (const auto named = node.names.find(segment); named != node.names.end()) {
    if (find_below(*named->second, segments, at + 1, match)) return true;
  }
  if (node.parameter == nullptr || segment.empty()) return false;
  match.parameters.emplace_back(segment);
  if (find_below(*node.parameter, segments, at + 1, match)) return true;
  match.parameters.pop_back();
  return false;
}

}  // namespace signet::server
