// What scripts may ask of the run: console, assertions, pm.sendRequest, pm.execution.runRequest, pm.cookies.jar().
#pragma once

#include <functional>
#include <string>

#include "http/cookie_jar.h"
#include "run/exchange.h"
#include "run/telling.h"
#include "run/vault_gate.h"
#include "script/session.h"

namespace signet::run {

/// pm.execution.runRequest: runs an item by id or name and answers with its response.
using RunNested = std::function<Result<http::Response>(const std::string& id, const json::value& options)>;

/// Lives for one script. Assertion failures and errors seen are kept for --bail.
class ScriptHost final : public script::Host {
 public:
  ScriptHost(Sender& sender, http::CookieJar& jar, const Tell& tell, const http::Settings& settings,
             const Interrupt& interrupt, VaultGate& vault, Cursor cursor, const model::Item* item,
             const RunNested& run_nested)
      : sender_(sender),
        jar_(jar),
        tell_(tell),
        settings_(settings),
        interrupt_(interrupt),
        vault_(vault),
        cursor_(std::move(cursor)),
        item_(item),
        run_nested_(run_nested) {}

  void console(std::string_view level, const json::array& messages) override;
  void assertions(const std::vector<script::Assertion>& list) override;
  void exception(const script::ScriptError& error) override;
  void send_request(json::value definition, std::function<void(Result<http::Response>)> reply) override;
  void run_request(const std::string& id, json::value options,
                   std::function<void(Result<http::Response>)> reply) override;
  Result<json::value> cookie_store(std::string_view method, const json::array& args) override;
  Result<json::value> vault(std::string_view method, std::string_view name, std::string_view value) override;
  std::vector<http::Cookie> cookies_for(std::string_view url) override;
  bool cancelled() override { return interrupt_.raised(); }

  [[nodiscard]] const std::vector<std::string>& failed_assertions() const { return failed_; }
  [[nodiscard]] const std::optional<script::ScriptError>& async_error() const { return async_error_; }

 private:
  Sender& sender_;
  http::CookieJar& jar_;
  const Tell& tell_;
  const http::Settings& settings_;
  const Interrupt& interrupt_;
  VaultGate& vault_;
  Cursor cursor_;
  const model::Item* item_;
  const RunNested& run_nested_;
  std::vector<std::string> failed_;
  std::optional<script::ScriptError> async_error_;
};

}  // namespace signet::run
