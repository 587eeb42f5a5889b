// Whatever bytes a collection brings, a report's text is well-formed: UTF-8 without controls for terminals, JSON that
// parses back, XML that parses, lines no wider than asked.
#include <cstdint>
#include <cstdlib>
#include <pugixml.hpp>
#include <string_view>

#include "base/encoding.h"
#include "base/json.h"
#include "report/json_text.h"
#include "report/junit/xml_text.h"
#include "report/plain_text.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_safe(std::string_view text, bool lines) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = signet::report::next_code_point(text, at);
    if (signet::report::is_unsafe(c) && !(lines && c == '\n')) return false;
  }
  return signet::is_utf8(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet::report;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  require(is_safe(one_line(bytes), false));
  require(is_safe(many_lines(bytes), true));
  for (const std::string& line : wrap(many_lines(bytes), 20)) require(columns(line) <= 20);
  require(columns(shorten(one_line(bytes), 20, "…")) <= 20);

  std::string quoted;
  append_quoted(quoted, bytes);
  const auto parsed = signet::json::parse(quoted, "quoted");
  require(parsed.ok() && std::string_view(parsed->get_string()) == to_utf8(bytes));

  std::string xml = "<a";
  append_attribute(xml, "n", bytes);
  xml += ">";
  append_cdata(xml, bytes);
  xml += "</a>";
  pugi::xml_document document;
  require(document.load_buffer(xml.data(), xml.size()));
  (void)class_name(bytes);
  return 0;
}
