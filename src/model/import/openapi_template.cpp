#include "model/import/openapi_template.h"

namespace signet::model::openapi {

std::string fill_template(std::string_view text, const std::function<std::string(std::string_view)>& value_of) {
  std::string out;
  for (;;) {
    const std::size_t open = text.find('{');
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) return out += text;
    out += text.substr(0, open);
    out += value_of(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
}

}  // namespace signet::model::openapi
