// Browser identifications in the forms and version ranges of faker 5.5.3 (vendor/user-agent.js).
#include <fmt/format.h>

#include "model/faker/generators.h"
#include "model/faker/random.h"

namespace signet::model::faker {

namespace {

enum class System { kWindows, kMac, kLinux };

std::string_view language() {
  return pick({"AB", "AF", "AN", "AR", "AS", "AZ", "BE", "BG", "BN", "BO", "BR", "BS", "CA", "CE", "CO", "CS",
               "CU", "CY", "DA", "DE", "EL", "EN", "EO", "ES", "ET", "EU", "FA", "FI", "FJ", "FO", "FR", "FY",
               "GA", "GD", "GL", "GV", "HE", "HI", "HR", "HT", "HU", "HY", "ID", "IS", "IT", "JA", "JV", "KA",
               "KG", "KO", "KU", "KW", "KY", "LA", "LB", "LI", "LN", "LT", "LV", "MG", "MK", "MN", "MO", "MS",
               "MT", "MY", "NB", "NE", "NL", "NN", "NO", "OC", "PL", "PT", "RM", "RO", "RU", "SC", "SE", "SK",
               "SL", "SO", "SQ", "SR", "SV", "SW", "TK", "TR", "TY", "UK", "UR", "UZ", "VI", "VO", "YI", "ZH"});
}

std::string windows_nt() {
  return fmt::format("Windows NT {}.{}", number(5, 6), number(0, 3));
}

std::string mac_os(char separator) {
  return fmt::format("Mac OS X 10{}{}{}{}", separator, number(5, 10), separator, number(0, 9));
}

std::string_view processor(System system) {
  if (system == System::kLinux) return pick({"i686", "x86_64"});
  if (system == System::kWindows) return pick({"", "WOW64", "Win64; x64"});
  const std::int64_t share = number(100);
  if (share <= 48) return "Intel";
  if (share <= 49) return "PPC";
  return share <= 97 ? "U; Intel" : "U; PPC";
}

std::string webkit() {
  return fmt::format("{}.{}.{}", number(531, 538), number(0, 2), number(0, 2));
}

/// Windows up to `windows` percent, then macOS up to `mac`, then Linux.
System system_by_share(std::int64_t windows, std::int64_t mac) {
  const std::int64_t share = number(100);
  if (share <= windows) return System::kWindows;
  return share <= mac ? System::kMac : System::kLinux;
}

std::string firefox() {
  const System system = system_by_share(83, 99);
  const std::string_view chip = processor(system);
  std::string platform;
  if (system == System::kWindows) {
    platform = fmt::format("({}{}{}", windows_nt(), chip.empty() ? "" : "; ", chip);
  } else if (system == System::kMac) {
    platform = fmt::format("(Macintosh; {} {}", chip, mac_os('.'));
  } else {
    platform = fmt::format("(X11; Linux {}", chip);
  }
  const std::string version = fmt::format("{}.{}", number(5, 15), number(0, 9));
  return fmt::format("Mozilla/5.0 {}; rv:{}) Gecko/20100101 Firefox/{}.{}", platform, version, version, number(0, 9));
}

std::string explorer() {
  const std::int64_t version = number(7, 11);
  if (version == 11) {
    return fmt::format("Mozilla/5.0 (Windows NT 6.{}; Trident/7.0; {}rv:11.0) like Gecko", number(1, 3),
                       pick({"Touch; ", ""}));
  }
  const std::string net =
      fmt::format("; .NET CLR {}.{}.{}.{}", number(1, 4), number(0, 9), number(10000, 99999), number(0, 9));
  return fmt::format("Mozilla/5.0 (compatible; MSIE {}.0; {}; Trident/{}.{}{})", version, windows_nt(), number(3, 7),
                     number(0, 1), chance() ? net : "");
}

std::string opera() {
  const System system = system_by_share(91, 94);
  const std::string presto = fmt::format("Presto/2.9.{} Version/{}.00)", number(160, 190), number(10, 12));
  std::string platform;
  if (system == System::kWindows) {
    platform = fmt::format("({}; U; {}", windows_nt(), language());
  } else if (system == System::kMac) {
    platform = fmt::format("(Macintosh; Intel {} U; {}", mac_os('.'), language());
  } else {
    platform = fmt::format("(X11; Linux {}; U; {}", processor(system), language());
  }
  return fmt::format("Opera/{}.{} {} {}", number(9, 14), number(0, 99), platform, presto);
}

std::string safari() {
  const std::string kit = webkit();
  const bool mac = system_by_share(4, 100) == System::kMac;
  const std::string platform = mac ? fmt::format("(Macintosh; {} {} rv:{}.0; {}) ", processor(System::kMac),
                                                 mac_os('_'), number(2, 6), language())
                                   : fmt::format("(Windows; U; {})", windows_nt());
  return fmt::format("Mozilla/5.0 {}AppleWebKit/{} (KHTML, like Gecko) Version/{}.{}.{} Safari/{}", platform, kit,
                     number(4, 7), number(0, 1), number(0, 10), kit);
}

std::string chrome() {
  const std::string kit = webkit();
  const System system = system_by_share(89, 98);
  std::string platform;
  if (system == System::kMac) {
    platform = fmt::format("(Macintosh; {} {}) ", processor(system), mac_os('_'));
  } else if (system == System::kWindows) {
    platform = fmt::format("(Windows; U; {})", windows_nt());
  } else {
    platform = fmt::format("(X11; Linux {}", processor(system));
  }
  return fmt::format("Mozilla/5.0 {} AppleWebKit/{} (KHTML, like Gecko) Chrome/{}.0.{}.0 Safari/{}", platform, kit,
                     number(13, 39), number(800, 899), kit);
}

}  // namespace

std::string user_agent() {
  // The shares of browsers in faker's table, in percent.
  const std::int64_t share = number(100);
  if (share <= 45) return chrome();
  if (share <= 72) return explorer();
  if (share <= 91) return firefox();
  return share <= 98 ? safari() : opera();
}

}  // namespace signet::model::faker
