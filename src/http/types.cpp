#include "http/types.h"

#include "base/text.h"

namespace signet::http {

const std::string* Response::header(std::string_view name) const {
  for (const Header& header : headers) {
    if (equals_ignore_case(header.name, name)) return &header.value;
  }
  return nullptr;
}

}  // namespace signet::http
