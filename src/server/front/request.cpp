#include "server/front/request.h"

namespace signet::server {

std::string Request::path() const {
  if (target.segments.empty()) return "*";
  std::string path;
  for (const std::string& segment : target.segments) path.append("/").append(segment);
  return path;
}

const std::string* Request::query(std::string_view name) const {
  for (const auto& [key, value] : target.query) {
    if (key == name) return &value;
  }
  return nullptr;
}

}  // namespace signet::server
