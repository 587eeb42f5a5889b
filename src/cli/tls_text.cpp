#include "cli/tls_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "base/time.h"
#include "report/cli/style.h"
#include "report/plain_text.h"

namespace signet::cli {

namespace {

using report::one_line;
using report::pad_right;
using tls::Grade;
using tls::Level;
using tls::Order;
using tls::Taken;

constexpr std::size_t kLabelWidth = 24;
constexpr std::size_t kMaxShownNames = 20;
constexpr std::uint16_t kTls12 = 0x0303;
constexpr std::int64_t kDay = 24LL * 60 * 60;

std::string_view yes_no(const std::optional<bool>& value) {
  return !value ? "not tested" : *value ? "yes" : "no";
}

std::string_view order_words(Order order) {
  switch (order) {
    case Order::kServer:
      return "the server's order decides";
    case Order::kClient:
      return "the client's order decides";
    case Order::kMixed:
      return "the server's order decides, among equals the client's";
    case Order::kNone:
      break;
  }
  return {};
}

/// Writes the sections one after the other.
class Writer {
 public:
  Writer(const tls::Inspection& inspection, const report::Terminal& terminal, std::int64_t now)
      : in_(inspection), style_(terminal), now_(now) {}

  std::string write(const std::vector<tls::Finding>& findings) && {
    heading();
    protocols();
    for (auto protocol = in_.protocols.rbegin(); protocol != in_.protocols.rend(); ++protocol) suites(*protocol);
    groups();
    for (const tls::ShownCertificate& shown : in_.certificates) certificate(shown);
    handshake();
    resumption();
    protections();
    findings_section(findings);
    ending();
    return std::move(out_);
  }

 private:
  void line(const std::string& text) { out_ += text + "\n"; }

  void title(const std::string& text) { line("\n" + style_.bold(text)); }

  void field(std::string_view label, const std::string& value) {
    const std::size_t indent = kLabelWidth + 2;
    const std::size_t width = style_.width() > indent + 20 ? style_.width() - indent : 20;
    std::string start = "  " + style_.dim(pad_right(label, kLabelWidth));
    for (const std::string& part : report::wrap(one_line(value), width)) {
      line(start + part);
      start = std::string(indent, ' ');
    }
  }

  [[nodiscard]] std::string good() const { return style_.good(style_.unicode() ? style_.symbols().ok : "+"); }
  [[nodiscard]] std::string warning() const { return style_.warn("!"); }
  [[nodiscard]] std::string bad() const { return style_.bad(style_.unicode() ? style_.symbols().bad : "x"); }

  [[nodiscard]] std::string mark(Grade grade) const {
    return grade == Grade::kGood ? good() : grade == Grade::kWeak ? warning() : bad();
  }

  void heading() {
    std::string text = style_.bold(one_line(fmt::format("{}:{}", in_.host, in_.port))) + " at " + in_.address;
    if (!in_.server_name.empty() && in_.server_name != in_.host) text += ", server name " + one_line(in_.server_name);
    line(text);
  }

  void protocols() {
    title("Protocols");
    for (const tls::OfferedProtocol& protocol : in_.protocols) {
      std::string mark = style_.dim("-");
      std::string word = "not accepted";
      if (protocol.taken == Taken::kYes) {
        mark = protocol.version == tls::kSsl30 ? bad() : protocol.version < kTls12 ? warning() : good();
        word = protocol.version < kTls12 ? "accepted, should be off" : "accepted";
      } else if (protocol.taken == Taken::kNoAnswer) {
        word = "no answer in time";
      }
      line(fmt::format("  {} {}  {}", mark, pad_right(protocol.name, 8), word));
    }
  }

  void suites(const tls::OfferedProtocol& protocol) {
    if (protocol.suites.empty()) return;
    title("Suites of " + protocol.name);
    if (const std::string_view words = order_words(protocol.order); !words.empty()) {
      line("  " + style_.dim(words));
    }
    std::size_t longest = 0;
    for (const tls::OfferedSuite& suite : protocol.suites) longest = std::max(longest, suite.name.size());
    for (const tls::OfferedSuite& suite : protocol.suites) {
      std::string text = fmt::format("  {} ", mark(suite.grade.grade));
      text += suite.grade.why.empty() ? suite.name : pad_right(suite.name, longest) + "  " + suite.grade.why;
      line(text);
    }
    for (const auto& [first, second] : protocol.equals) {
      line("  " + style_.dim(fmt::format("equals: {} and {}", first, second)));
    }
    if (protocol.incomplete) line("  " + warning() + " the server fell silent; there may be more");
  }

  void groups() {
    if (in_.groups.empty() && in_.dh_bits == 0) return;
    title("Key exchange");
    if (const std::string_view words = order_words(in_.group_order); !words.empty()) {
      line("  " + style_.dim(words));
    }
    constexpr int kWeakGroupBits = 112;
    constexpr int kWeakDhBits = 2048;
    for (const tls::OfferedGroup& group : in_.groups) {
      std::vector<std::string> where;
      if (group.tls13) where.emplace_back("TLS 1.3");
      if (group.tls12) where.emplace_back("up to TLS 1.2");
      std::string text = pad_right(group.name, kLabelWidth) + join(where, ", ");
      if (group.name == in_.preferred_group) text += ", preferred";
      line(fmt::format("  {} {}", group.bits < kWeakGroupBits ? warning() : good(), text));
    }
    if (in_.dh_bits > 0) {
      line(fmt::format("  {} {}{} bits", in_.dh_bits < kWeakDhBits ? warning() : good(),
                       pad_right("DHE up to TLS 1.2", kLabelWidth), in_.dh_bits));
    }
  }

  void certificate(const tls::ShownCertificate& shown) {
    const tls::Certificate& own = shown.chain.front();
    title("Certificate, " + own.key);
    line(shown.faults.empty() ? "  " + good() + " verified"
                              : fmt::format("  {} not valid: see the findings below", bad()));
    field("subject", own.subject);
    std::vector<std::string> names = own.names;
    const std::size_t hidden = names.size() > kMaxShownNames ? names.size() - kMaxShownNames : 0;
    names.resize(names.size() - hidden);
    if (hidden > 0) names.push_back(fmt::format("and {} more", hidden));
    if (!names.empty()) field("names", join(names, ", "));
    field("issuer", own.issuer);
    const std::int64_t left = (own.not_after - now_) / kDay;
    field("valid", fmt::format("{} to {}{}", iso_day(own.not_before), iso_day(own.not_after),
                               own.not_after < now_    ? ", expired"
                               : own.not_before > now_ ? ", not yet valid"
                                                       : fmt::format(", {} more days", left)));
    field("signature", own.signature);
    field("SHA-256 fingerprint", own.fingerprint);
    field("key pin", own.key_pin);
    chain(shown.chain);
  }

  void chain(const std::vector<tls::Certificate>& chain) {
    constexpr std::size_t kMost = 10;
    field("chain sent", chain.size() == 1 ? "this certificate alone" : fmt::format("{} certificates", chain.size()));
    for (std::size_t i = 1; i < std::min(chain.size(), kMost); ++i) {
      field(fmt::format("  issuer {}", i), fmt::format("{} ({}, {}, until {})", chain[i].subject, chain[i].key,
                                                       chain[i].signature, iso_day(chain[i].not_after)));
    }
  }

  void handshake() {
    const tls::Handshake& shaken = in_.handshake;
    title("Handshake");
    if (!shaken.protocol.empty()) {
      std::vector<std::string> parts = {shaken.protocol, shaken.suite};
      if (!shaken.group.empty()) parts.push_back(shaken.group);
      if (!shaken.signature.empty()) parts.push_back("signed by " + shaken.signature);
      field("by default", join(parts, ", "));
    }
    const std::string_view order = order_words(in_.alpn_order);
    field("ALPN", in_.alpn.empty() ? "neither h2 nor http/1.1"
                                   : join(in_.alpn, ", ") + (order.empty() ? "" : fmt::format(" ({})", order)));
    field("OCSP staple", std::string(tls::name(shaken.ocsp)));
    client_certificate();
  }

  void client_certificate() {
    switch (in_.client_certificate) {
      case tls::ClientCertificateWish::kNone:
        field("client certificate", "not asked for");
        return;
      case tls::ClientCertificateWish::kRequested:
        field("client certificate", "asked for; the handshake goes on without one");
        break;
      case tls::ClientCertificateWish::kRequired:
        field("client certificate", "required; without one the server ends the connection");
        break;
    }
    if (!in_.client_authorities.empty()) field("  issued by", join(in_.client_authorities, "; "));
  }

  void resumption() {
    title("Resumption");
    if (in_.psk_resumption) field("TLS 1.3", std::string(yes_no(in_.psk_resumption)));
    if (in_.ticket_resumption) field("by ticket", std::string(yes_no(in_.ticket_resumption)));
    if (in_.session_id_resumption) field("by session id", std::string(yes_no(in_.session_id_resumption)));
    if (in_.psk_resumption) field("0-RTT data", in_.early_data ? "yes" : "no");
  }

  void protections() {
    if (!in_.secure_renegotiation) return;  // all of these are of TLS 1.2 and older
    title("Protections up to TLS 1.2");
    field("secure renegotiation", std::string(yes_no(in_.secure_renegotiation)));
    field("extended master secret", std::string(yes_no(in_.extended_master_secret)));
    field("fallback protection", std::string(yes_no(in_.fallback_protection)));
    field("compression", in_.compression ? *in_.compression ? "on, should be off" : "off" : "not tested");
  }

  void findings_section(const std::vector<tls::Finding>& findings) {
    title("Findings");
    if (findings.empty()) line("  " + good() + " none");
    for (const tls::Finding& finding : findings) {
      const bool serious = finding.level == Level::kFault || finding.level == Level::kPolicy;
      const std::string sign = serious ? bad() : finding.level == Level::kWarning ? warning() : style_.dim("-");
      paragraph(fmt::format("  {} ", sign), 4, fmt::format("{}: {}", tls::name(finding.level), finding.what));
      paragraph("    " + style_.dim("> "), 6, finding.advice);
    }
  }

  /// Wrapped text, its first line after `start` and the others below the text of the first.
  void paragraph(const std::string& start, std::size_t indent, const std::string& text) {
    const std::size_t width = style_.width() > indent + 20 ? style_.width() - indent : 20;
    bool first = true;
    for (const std::string& part : report::wrap(one_line(text), width)) {
      line((first ? start : std::string(indent, ' ')) + part);
      first = false;
    }
  }

  void ending() {
    out_ += "\n";
    for (const std::string& text : in_.not_tested) line(style_.dim("not tested: " + text));
    line(style_.dim(fmt::format("{} connections in {}", in_.connections,
                                report::time_text(static_cast<double>(in_.milliseconds), style_.unicode()))));
  }

  const tls::Inspection& in_;
  report::Style style_;
  std::int64_t now_;
  std::string out_;
};

}  // namespace

std::string inspection_text(const tls::Inspection& inspection, const std::vector<tls::Finding>& findings,
                            const report::Terminal& terminal, std::int64_t now) {
  return Writer(inspection, terminal, now).write(findings);
}

}  // namespace signet::cli
