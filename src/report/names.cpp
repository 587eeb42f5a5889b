#include "report/names.h"

namespace signet::report {

namespace {

constexpr std::string_view kSeparator = " / ";
constexpr std::size_t kLongestMethod = 32;

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && text.size() <= kLongestMethod && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

}  // namespace

std::string full_name(const model::Item* item) {
  std::vector<const model::Item*> chain;
  for (; item != nullptr; item = item->parent) chain.push_back(item);
  std::string name;
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
    if (at != chain.rbegin()) name += kSeparator;
    name += (*at)->name.empty() ? (*at)->id : (*at)->name;
  }
  return name;
}

std::string folder_name(const model::Item* item) {
  return item == nullptr ? std::string() : full_name(item->parent);
}

std::string url_text(const model::Request& request) {
  return request.url.to_string();
}

std::string method_text(const model::Request& request) {
  return is_token(request.method) ? request.method : "?";
}

}  // namespace signet::report
