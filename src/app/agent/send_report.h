// What came of a request that was sent from the page, as the page shows it. Listens to the run, as reporters do.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "app/agent/kept_bodies.h"
#include "base/json.h"
#include "report/json_text.h"
#include "run/events.h"

namespace signet::app {

class SendReport : public run::Reporter {
 public:
  void start(const run::RunInfo& info) override;
  void on(const run::Event& event, const run::Stats& stats, const run::Failure* failure) override;
  Status finish(const run::RunSummary& summary) override;

  /// `{requests, tests, console, script_errors, visualizer}`, with all secrets masked; bodies go to `bodies`, masked
  /// too.
  [[nodiscard]] json::object to_json(const report::Masking& mask, KeptBodies& bodies) const;
  /// Names of {{vault:NAME}} that were sent as they stand.
  [[nodiscard]] std::set<std::string> vault_names() const;

 private:
  std::vector<std::shared_ptr<const run::Exchange>> exchanges_;
  json::array tests_;
  json::array console_;
  json::array script_errors_;
  json::value visualizer_;
};

}  // namespace signet::app
