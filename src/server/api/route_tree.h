// Finds the routes of a path, segment by segment: a name wins over a parameter, so that /things/search is not the thing
// called "search".
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "server/api/route.h"

namespace signet::server {

class RouteTree {
 public:
  /// Fails when the place is taken, or the pattern is malformed. `route` must outlive the tree.
  [[nodiscard]] Status add(const Route& route);

  struct Match {
    const std::map<Method, const Route*>* methods = nullptr;  ///< null: no route has this path
    std::vector<std::string_view> parameters;                 ///< values in the order of the pattern; into the segments
  };
  [[nodiscard]] Match find(const std::vector<std::string>& segments) const;

 private:
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> names;
    std::unique_ptr<Node> parameter;
    std::map<Method, const Route*> methods;
  };

  [[nodiscard]] static bool find_below(const Node& node, const std::vector<std::string>& segments, std::size_t at,
                                       Match& match);

  Node root_;
};

/// The names in braces of a pattern, in order.
[[nodiscard]] std::vector<std::string> parameter_names(std::string_view pattern);

}  // namespace signet::server
