// signet vault status and doctor: how the vault is, and what could be wrong with it.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "base/file.h"
#include "base/time.h"
#include "cli/vault/command.h"
#include "cli/vault/text.h"

namespace signet::cli {

namespace {

/// One thing that `doctor` looked at.
struct Finding {
  std::string what;
  std::string hint;  ///< empty: it is as it should be
  bool is_fault = false;
};

Result<int> status(const VaultArguments& arguments) {
  const vault::Store store = store_at(arguments.place);
  json::object facts{{"vault", store.file().string()}, {"exists", store.exists()}};
  if (!store.exists()) {
    print_done(arguments, fmt::format("no vault at {}; make one with: signet vault init", store.file().string()),
               facts);
    return 0;
  }
  SIGNET_TRY(const vault::Header header, store.header());
  std::string line = fmt::format("{}\n{} {} it", store.file().string(), header.slots.size(),
                                 header.slots.size() == 1 ? "key opens" : "keys open");
  facts["keys"] = header.slots.size();
  facts["unlocked"] = false;
  const auto agent = vault_agent();
  const auto held = agent ? agent->held() : Result<std::vector<vault::HeldVault>>(agent.error());
  const auto is_this = [&header](const vault::HeldVault& other) { return other.vault_id == header.vault_id; };
  const auto found =
      held ? std::find_if(held->begin(), held->end(), is_this) : std::vector<vault::HeldVault>::iterator();
  if (held && found != held->end()) {
    facts["unlocked"] = true;
    facts["idle_seconds_left"] = found->idle_left.count();
    line += fmt::format("\nunlocked; locks in {} s without use", found->idle_left.count());
  } else {
    line += "\nlocked";
  }
  print_done(arguments, line, facts);
  return 0;
}

void look_at_files(const vault::Store& store, std::vector<Finding>& findings) {
  struct stat file {};
  struct stat folder {};
  const std::filesystem::path parent = store.file().parent_path();
  if (::stat(store.file().c_str(), &file) != 0 || ::stat(parent.c_str(), &folder) != 0) return;
  const bool file_is_open = (file.st_mode & (S_IRWXG | S_IRWXO)) != 0;
  findings.push_back({fmt::format("the file's mode is {:o}", file.st_mode & 0777U),
                      file_is_open ? fmt::format("chmod 600 {}", store.file().string()) : "", file_is_open});
  const bool folder_is_open = (folder.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (folder.st_mode & S_ISVTX) == 0;
  findings.push_back({fmt::format("the folder's mode is {:o}", folder.st_mode & 0777U),
                      folder_is_open ? fmt::format("chmod go-w {}", parent.string()) : "", folder_is_open});
}

void look_at_system(std::vector<Finding>& findings) {
  rlimit locked{};
  constexpr rlim_t kEnough = 1UL << 20;
  if (::getrlimit(RLIMIT_MEMLOCK, &locked) == 0) {
    const bool little = locked.rlim_cur < kEnough;
    findings.push_back({fmt::format("{} kB of memory may be kept from swapping", locked.rlim_cur >> 10U),
                        little ? "raise the limit (ulimit -l), or encrypt the swap space" : "", false});
  }
  const auto swaps = read_file("/proc/swaps");
  const bool has_swap = swaps && std::count(swaps->begin(), swaps->end(), '\n') > 1;
  findings.push_back({has_swap ? "this machine has swap space" : "this machine has no swap space",
                      has_swap ? "see that it is encrypted" : "", false});
}

void look_at_entries(const vault::Contents& contents, std::int64_t now_ms, std::vector<Finding>& findings) {
  constexpr std::size_t kShortValue = 8;
  for (const vault::Entry& entry : contents.entries) {
    const bool anywhere = std::any_of(entry.domains.begin(), entry.domains.end(),
                                      [](const vault::DomainRule& rule) { return rule.any_host; });
    if (anywhere) {
      findings.push_back({fmt::format("\"{}\" may go to any host", entry.name),
                          fmt::format("signet vault edit \"{}\" --domain HOST --remove-domain \"*\"", entry.name),
                          false});
    }
    if (entry.domains.empty()) {
      findings.push_back({fmt::format("\"{}\" may go nowhere", entry.name),
                          fmt::format("signet vault edit \"{}\" --domain HOST", entry.name), false});
    }
    if (entry.value() != nullptr && entry.value()->size() < kShortValue) {
      findings.push_back(
          {fmt::format("\"{}\" is too short to be hidden reliably in outputs", entry.name), "use a longer one", false});
    }
    if (const std::string warning = expiry_warning(entry, now_ms); !warning.empty()) {
      findings.push_back({fmt::format("\"{}\" {}", entry.name, warning),
                          fmt::format("signet vault edit \"{}\" --value --expires 90d", entry.name),
                          *entry.expires_ms <= now_ms});
    }
  }
}

int print_findings(const VaultArguments& arguments, const std::vector<Finding>& findings) {
  json::array out;
  std::size_t faults = 0;
  for (const Finding& finding : findings) {
    const std::string_view level = finding.is_fault ? "fault" : finding.hint.empty() ? "fine" : "note";
    faults += finding.is_fault ? 1 : 0;
    out.push_back(json::object{{"level", level}, {"what", finding.what}, {"hint", finding.hint}});
    if (arguments.json) continue;
    fmt::print("{:<5}  {}\n", level, finding.what);
    if (!finding.hint.empty()) fmt::print("       hint: {}\n", finding.hint);
  }
  if (arguments.json) {
    fmt::print("{}", json::pretty(json::object{{"findings", std::move(out)}, {"passed", faults == 0}}));
  } else {
    fmt::print("{}\n", faults == 0 ? "passed" : fmt::format("failed: {} {}", faults, faults == 1 ? "fault" : "faults"));
  }
  return faults == 0 ? 0 : 1;
}

Result<int> doctor(const VaultArguments& arguments) {
  const vault::Store store = store_at(arguments.place);
  SIGNET_TRY(const vault::Header header, store.header());
  std::vector<Finding> findings;
  look_at_files(store, findings);
  look_at_system(findings);
  SIGNET_TRY(const vault::VaultKey key, unlock_vault(store, arguments.place));
  SIGNET_TRY(const vault::Opened opened, store.open(key));
  findings.push_back({fmt::format("it opens; {} secrets", opened.contents.entries.size()), "", false});
  for (const vault::OtherCopy& copy : opened.copies) {
    findings.push_back({fmt::format("another copy lies beside it: {}", copy.file.string()),
                        fmt::format("signet vault merge {}", copy.file.string()), true});
  }
  if (opened.recovered) {
    findings.push_back(
        {"another machine's copy had replaced it; nothing is lost", "change something to write it", false});
  }
  look_at_entries(opened.contents, unix_now_ms(), findings);
  return print_findings(arguments, findings);
}

}  // namespace

void declare_vault_care(CLI::App& vault, VaultArguments& a) {
  add_vault_command(vault, a, "status", "Tell where the vault is and whether it is open", status);
  add_vault_command(vault, a, "doctor", "Check the vault, its files and this machine", doctor);
}

}  // namespace signet::cli
