#include "http/auth/apply.h"

#include <algorithm>

#include "base/text.h"
#include "http/headers.h"
#include "http/url.h"
#include "http/url_encoding.h"

namespace signet::http {

namespace {

/// The URL shown is encoded already; a parameter may stand in it either way.
std::size_t erase_query(model::Request& shown, std::string_view name) {
  const std::string encoded = encode_part(name, EncodeSet::kQuery);
  return std::erase_if(shown.url.query, [&](const model::Param& p) { return p.key == name || p.key == encoded; });
}

}  // namespace

model::Param system_param(std::string_view key, std::optional<std::string> value) {
  model::Param param;
  param.key = key;
  param.value = std::move(value);
  param.system = true;
  return param;
}

void refresh_url(Request& wire, model::Request& shown) {
  wire.url = to_node_url(shown.url, wire.settings.disable_url_encoding).href();
  shown.url = model::Url::parse(wire.url);
}

void take_header(Request& wire, model::Request& shown, std::string_view name) {
  remove_header(wire.headers, name);
  std::erase_if(shown.headers, [name](const model::Param& h) { return equals_ignore_case(h.key, name); });
}

void put_header(Request& wire, model::Request& shown, std::string_view name, std::string_view value) {
  take_header(wire, shown, name);
  const auto is_system = [](const auto& header) { return header.system; };
  if (!name.empty()) {  // newman shows a header without a name, but cannot send it
    wire.headers.insert(std::find_if(wire.headers.begin(), wire.headers.end(), is_system),
                        Header{std::string(name), std::string(value), true});
  }
  shown.headers.insert(std::find_if(shown.headers.begin(), shown.headers.end(), is_system),
                       system_param(name, std::string(value)));
}

void put_query(Request& wire, model::Request& shown, std::string_view name, std::string_view value) {
  erase_query(shown, name);
  model::Param& param = shown.url.query.emplace_back();
  param.key = name;
  param.value = std::string(value);
  refresh_url(wire, shown);
}

void take_query(Request& wire, model::Request& shown, std::string_view name) {
  if (erase_query(shown, name) > 0) refresh_url(wire, shown);
}

}  // namespace signet::http
