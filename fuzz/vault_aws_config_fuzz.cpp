// Files of the AWS CLI and what people write by hand: ~/.aws/config, commands of credential processes, references to
// secrets, times.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "vault/providers/aws_config.h"
#include "vault/providers/aws_credentials.h"
#include "vault/providers/aws_keys.h"
#include "vault/providers/aws_metadata.h"
#include "vault/providers/aws_reference.h"
#include "vault/providers/hashicorp_reference.h"

namespace {

using namespace signet;
using namespace signet::vault;

void read_file(std::string_view text, AwsConfigFile::Kind kind) {
  const auto file = AwsConfigFile::parse(SecretString(text), kind, "config");
  if (!file) return;
  for (const auto& [name, section] : file->profiles()) {
    for (const auto& [key, value] : section) {
      if (value.find('\n') != std::string_view::npos || value_of(&section, key) != value) std::abort();
    }
  }
}

/// A host name is made of it, to which signed requests go.
void check_region(std::string_view id) {
  const auto region = region_of_arn(id);
  if (region && !region->empty() && !is_aws_region(*region)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read_file(text, AwsConfigFile::Kind::kConfig);
  read_file(text, AwsConfigFile::Kind::kCredentials);
  (void)split_command(text);
  (void)parse_aws_time(text);
  (void)check_container_url(text);
  if (const auto reference = parse_aws_reference(text)) {
    if (reference->id.empty() || reference->id.find('#') != std::string::npos) std::abort();
    check_region(reference->id);
  }
  if (const auto reference = parse_hashicorp_reference(text)) {
    const std::string path = "/" + encode_path(reference->path) + "/";
    if (path.find("/../") != std::string::npos || path.find("/./") != std::string::npos) std::abort();
    if (path.find_first_of("?# ") != std::string::npos) std::abort();
  }
  return 0;
}
