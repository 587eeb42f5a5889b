#include "http/headers.h"

#include <algorithm>

#include "base/text.h"

namespace signet::http {

namespace {

template <typename List>
auto position(List& headers, std::string_view name) {
  return std::find_if(headers.begin(), headers.end(),
                      [name](const Header& header) { return equals_ignore_case(header.name, name); });
}

/// Where a header of this exact spelling belongs: behind the last of its kind.
std::vector<Header>::iterator behind_same(std::vector<Header>& headers, std::string_view name) {
  auto last = headers.end();
  for (auto it = headers.begin(); it != headers.end(); ++it) {
    if (it->name == name) last = std::next(it);
  }
  return last;
}

/// Several Cookie headers become one (RFC 6265 §5.4).
void join_cookies(std::vector<Header>& headers) {
  const auto first = position(headers, "cookie");
  if (first == headers.end()) return;
  for (auto it = std::next(first); it != headers.end();) {
    if (!equals_ignore_case(it->name, "cookie")) {
      ++it;
      continue;
    }
    first->value += "; " + it->value;
    it = headers.erase(it);
  }
}

}  // namespace

const Header* find_header(const std::vector<Header>& headers, std::string_view name) {
  const auto it = position(headers, name);
  return it == headers.end() ? nullptr : &*it;
}

void set_header(std::vector<Header>& headers, std::string_view name, std::string value, bool system) {
  const auto it = position(headers, name);
  if (it == headers.end()) {
    headers.push_back({std::string(name), std::move(value), system});
    return;
  }
  it->value = std::move(value);
  headers.erase(std::remove_if(std::next(it), headers.end(),
                               [name](const Header& header) { return equals_ignore_case(header.name, name); }),
                headers.end());
}

void remove_header(std::vector<Header>& headers, std::string_view name) {
  std::erase_if(headers, [name](const Header& header) { return equals_ignore_case(header.name, name); });
}

const model::Param* find_enabled(const std::vector<model::Param>& headers, std::string_view name) {
  const auto it = std::find_if(headers.rbegin(), headers.rend(), [name](const model::Param& header) {
    return !header.disabled && equals_ignore_case(header.key, name);
  });
  return it == headers.rend() ? nullptr : &*it;
}

std::vector<Header> wire_headers(const std::vector<model::Param>& headers) {
  std::vector<Header> out;
  out.reserve(headers.size() + 4);
  for (const model::Param& param : headers) {
    if (param.disabled || param.key.empty()) continue;
    // A value of null is written out, as Node makes text of it; a missing one was read as empty.
    Header header{param.key, param.value.value_or("null"), param.system};
    const auto same_name = position(out, param.key);
    if (same_name == out.end()) {
      out.push_back(std::move(header));
    } else if (same_name->name == param.key) {
      out.insert(behind_same(out, param.key), std::move(header));
    } else {
      *same_name = std::move(header);
      // The later spelling stands alone: what the earlier one had is gone.
      out.erase(std::remove_if(std::next(same_name), out.end(),
                               [&](const Header& h) { return equals_ignore_case(h.name, param.key); }),
                out.end());
    }
  }
  join_cookies(out);
  return out;
}

}  // namespace signet::http
