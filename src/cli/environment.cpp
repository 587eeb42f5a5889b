#include "cli/environment.h"

#include <cstdlib>

namespace signet::cli {

namespace {

std::string_view look_up(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read before any thread starts
  return value == nullptr ? std::string_view() : std::string_view(value);
}

}  // namespace

std::string environment(const char* name) {
  return std::string(look_up(name));
}

SecretString secret_environment(const char* name) {
  return SecretString(look_up(name));
}

std::filesystem::path user_folder(const char* variable, std::string_view fallback) {
  const std::string set = environment(variable);
  return set.starts_with('/') ? std::filesystem::path(set) : std::filesystem::path(environment("HOME")) / fallback;
}

}  // namespace signet::cli
