// Masks a file: mask_file SECRETS TEXT [lines]. Secrets stand one a line. Prints in milliseconds how long learning the
// secrets and masking the text took, as a whole or line by line, how many places were masked, and how many secrets
// were found. Run by run.mjs.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/text.h"
#include "mask/mask.h"

namespace {

double since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

std::size_t count_masks(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(signet::kMasked); at != std::string_view::npos;
       at = text.find(signet::kMasked, at + signet::kMasked.size())) {
    ++count;
  }
  return count;
}

std::string mask_lines(const signet::Mask& mask, std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    out += mask(std::string(text.substr(0, end)));
    text.remove_prefix(end);
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const auto secrets = signet::read_file(argv[1]);
  const auto text = signet::read_file(argv[2]);
  if (!secrets || !text) return 1;
  const bool by_line = argc > 3 && std::string_view(argv[3]) == "lines";
  auto begin = std::chrono::steady_clock::now();
  signet::Mask mask;
  for (const std::string& secret : signet::split(*secrets, '\n')) mask.add(secret);
  (void)mask("compiles what was added");
  const double learning = since(begin);
  begin = std::chrono::steady_clock::now();
  const std::string masked = by_line ? mask_lines(mask, *text) : mask(*text);
  const double masking = since(begin);
  fmt::print("{{\"learning\": {:.1f}, \"masking\": {:.1f}, \"masks\": {}}}\n", learning, masking, count_masks(masked));
  return 0;
}
