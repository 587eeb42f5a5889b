#include "report/cli/tables.h"

#include "report/plain_text.h"

namespace signet::report {

namespace {

struct CountRow {
  std::string_view label;
  const run::Count* count;
};

std::string repeat(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

std::string phase_text(std::string_view label, const run::Phase& phase, bool unicode) {
  return fmt::format("{} {} [min: {}, max: {}, s.d.: {}]", label, time_text(phase.average, unicode),
                     time_text(phase.min, unicode), time_text(phase.max, unicode), time_text(phase.deviation, unicode));
}

std::vector<std::string> notes(const run::Stats& stats, bool unicode, bool verbose) {
  std::vector<std::string> lines;
  const auto duration = static_cast<double>(stats.completed_ms - stats.started_ms);
  lines.push_back("total run duration: " + time_text(std::max(0.0, duration), unicode));
  lines.push_back(
      fmt::format("total data received: {} (approx)", size_text(static_cast<double>(stats.received_bytes))));
  if (stats.response.average > 0) lines.push_back(phase_text("average response time:", stats.response, unicode));
  if (!verbose) return lines;
  const std::array<std::pair<std::string_view, const run::Phase*>, 2> phases = {
      {{"average DNS lookup time:", &stats.dns}, {"average first byte time:", &stats.first_byte}}};
  for (const auto& [label, phase] : phases) {
    if (phase->average > 0) lines.push_back(phase_text(label, *phase, unicode));
  }
  return lines;
}

/// Widths inside the borders of the three columns; together with two inner borders they make the table's inner width.
struct Widths {
  std::size_t label, executed, failed;
  [[nodiscard]] std::size_t inner() const { return label + executed + failed + 2; }
};

class SummaryTable {
 public:
  SummaryTable(const Style& style, Widths widths) : style_(style), s_(style.symbols()), widths_(widths) {}

  void rule(std::string_view left, std::string_view first, std::string_view second, std::string_view right) {
    out_ += style_.dim(fmt::format("{}{}{}{}{}{}{}", left, repeat(s_.horizontal, widths_.label), first,
                                   repeat(s_.horizontal, widths_.executed), second,
                                   repeat(s_.horizontal, widths_.failed), right)) +
            '\n';
  }

  /// Cells come padded, so that colour codes do not count.
  void row(std::string_view label, std::string_view executed, std::string_view failed) {
    const std::string side = style_.dim(s_.vertical);
    out_ += fmt::format("{}{}{}{}{}{}{}\n", side, label, side, executed, side, failed, side);
  }

  void note(std::string_view text) {
    const std::string side = style_.dim(s_.vertical);
    for (const std::string& line : wrap(text, widths_.inner() - 2)) {
      out_ += fmt::format("{} {} {}\n", side, pad_right(line, widths_.inner() - 2), side);
    }
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  const Style& style_;
  const Symbols& s_;
  Widths widths_;
  std::string out_;
};

Widths widths_for(const std::vector<std::string>& lines, const std::vector<CountRow>& rows, const Style& style) {
  Widths widths{.label = 22 + columns(style.symbols().bad), .executed = 10, .failed = 10};
  for (const CountRow& row : rows) {
    widths.executed = std::max(widths.executed, fmt::format("{}", row.count->total).size() + 2);
    widths.failed = std::max(widths.failed, fmt::format("{}", row.count->failed).size() + 2);
  }
  std::size_t wanted = 0;
  for (const std::string& line : lines) wanted = std::max(wanted, columns(line) + 2);
  wanted = std::min(wanted, style.width() - 2);
  if (wanted > widths.inner()) {
    const std::size_t more = wanted - widths.inner();
    widths.executed += more / 2;
    widths.failed += more - more / 2;
  }
  return widths;
}

std::vector<std::string> detail_lines(const FailureRow& row, const Style& style, std::size_t width) {
  std::vector<std::string> lines;
  const auto add = [&](const std::string& text, auto paint) {
    for (const std::string& line : wrap(many_lines(text), width)) lines.push_back(paint(line));
  };
  const auto dim = [&](const std::string& line) { return style.dim(line); };
  if (!row.test.empty()) add(row.test, [&](const std::string& line) { return style.bold(line); });
  add(row.message, [](const std::string& line) { return line; });
  add("at " + row.at, dim);
  if (!row.inside.empty()) add(fmt::format("inside \"{}\"", row.inside), dim);
  return lines;
}

std::vector<std::string> name_lines(const FailureRow& row, const Style& style, std::size_t width) {
  std::vector<std::string> lines;
  for (const std::string& line : wrap(one_line(row.name), width)) lines.push_back(style.bad(pad_right(line, width)));
  if (row.iteration > 0) lines.push_back(style.dim(pad_right(fmt::format("iteration: {}", row.iteration), width)));
  return lines;
}

}  // namespace

std::string summary_table(const run::Stats& stats, const Style& style, bool verbose) {
  const std::vector<CountRow> rows = {{"iterations", &stats.iterations},
                                      {"requests", &stats.requests},
                                      {"test-scripts", &stats.test_scripts},
                                      {"prerequest-scripts", &stats.prerequest_scripts},
                                      {"assertions", &stats.assertions}};
  const std::vector<std::string> lines = notes(stats, style.unicode(), verbose);
  const Symbols& s = style.symbols();
  const Widths widths = widths_for(lines, rows, style);
  const std::size_t mark = columns(s.bad);
  SummaryTable table(style, widths);
  table.rule(s.top_left, s.top_middle, s.top_middle, s.top_right);
  table.row(std::string(widths.label, ' '), style.bold(pad_left("executed ", widths.executed)),
            style.bold(pad_left("failed ", widths.failed)));
  table.rule(s.middle_left, s.middle, s.middle, s.middle_right);
  for (const CountRow& row : rows) {
    const bool failed = row.count->failed > 0;
    const std::string symbol = failed ? style.bad(pad_right(s.bad, mark)) : style.good(pad_right(s.ok, mark));
    const std::string label = pad_left(row.label, widths.label - mark - 3);
    const std::string failures = pad_left(fmt::format("{} ", row.count->failed), widths.failed);
    table.row(fmt::format(" {} {} ", symbol, failed ? style.bad(label) : label),
              pad_left(fmt::format("{} ", row.count->total), widths.executed), failed ? style.bad(failures) : failures);
  }
  table.rule(s.middle_left, s.middle_up, s.middle_up, s.middle_right);
  for (const std::string& line : lines) table.note(line);
  table.rule(s.bottom_left, s.horizontal, s.horizontal, s.bottom_right);
  return table.take();
}

std::string failure_table(const std::vector<FailureRow>& rows, std::uint64_t total, const Style& style) {
  const Symbols& s = style.symbols();
  const std::size_t number_width = std::max<std::size_t>(2, fmt::format("{}", total).size());
  std::size_t name_width = 10;
  for (const FailureRow& row : rows) {
    name_width =
        std::max(name_width, std::min(columns(one_line(row.name)), std::max<std::size_t>(16, style.width() / 4)));
    if (row.iteration > 0) name_width = std::max(name_width, fmt::format("iteration: {}", row.iteration).size());
  }
  const std::size_t margin = number_width + name_width + 7;
  const std::size_t detail_width = style.width() > margin + 20 ? style.width() - margin : 20;
  std::string out = fmt::format("{}  {}   {}\n", style.underline(pad_left("#", number_width + 1)),
                                style.underline(pad_right("failure", name_width)), style.underline("detail"));
  for (const FailureRow& row : rows) {
    const std::vector<std::string> names = name_lines(row, style, name_width);
    const std::vector<std::string> details = detail_lines(row, style, detail_width);
    out += '\n';
    for (std::size_t i = 0; i < std::max(names.size(), details.size()); ++i) {
      const std::string number = i == 0 ? fmt::format("{}.", row.number) : "";
      // The bar keeps hostile text away from the start of a line, where CI systems look for commands ("::error").
      out += fmt::format("{}  {} {} {}\n", pad_left(number, number_width + 1),
                         i < names.size() ? names[i] : std::string(name_width, ' '), style.dim(s.box_side),
                         i < details.size() ? details[i] : "");
    }
  }
  if (total > rows.size()) {
    out += fmt::format("\n{} and {} more failures; the json, junit and html reporters list them all\n", s.ellipsis,
                       total - rows.size());
  }
  return out;
}

}  // namespace signet::report
