#include "server/front/method.h"

#include <array>

namespace signet::server {
namespace {

constexpr std::array<std::pair<std::string_view, Method>, 7> kMethods = {{{"GET", Method::kGet},
                                                                          {"HEAD", Method::kHead},
                                                                          {"POST", Method::kPost},
                                                                          {"PUT", Method::kPut},
                                                                          {"PATCH", Method::kPatch},
                                                                          {"DELETE", Method::kDelete},
                                                                          {"OPTIONS", Method::kOptions}}};

}  // namespace

std::string_view to_text(Method method) {
  return kMethods.at(static_cast<std::size_t>(method)).first;
}

std::optional<Method> parse_method(std::string_view name) {
  for (const auto& [known, method] : kMethods) {
    if (known == name) return method;
  }
  return std::nullopt;
}

}  // namespace signet::server
