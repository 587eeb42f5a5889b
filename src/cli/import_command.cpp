#include "cli/import_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <set>

#include "app/sync/working_copy.h"
#include "base/file.h"
#include "base/secret_memory.h"
#include "cli/fetch.h"
#include "cli/import_to_folder.h"
#include "cli/terminal.h"
#include "model/import/import.h"

namespace signet::cli {

namespace {

constexpr int kExitFailure = 1;
constexpr int kExitWrongUse = 2;
constexpr unsigned kOwnerOnly = 0600;  // a collection's auth is in it

Status check_workspace(const WorkspaceArguments& team) {
  if (!team.workspace.empty()) return {};
  return fail(ErrorCode::kInvalidInput, "which workspace?", "give --workspace NAME");
}

int failure_code(const Error& error) {
  print_error(error);
  return error.code == ErrorCode::kInvalidInput ? kExitWrongUse : kExitFailure;
}

// --- import ---

/// Prints what became of a file; true when all of it was taken.
bool show_imported(const std::string& file, const json::value& answer) {
  const json::array* imported = json::find_array(answer.get_object(), "imported");
  const json::array* left_out = json::find_array(answer.get_object(), "left_out");
  for (const json::value& one : imported == nullptr ? json::array() : *imported) {
    fmt::print("{}: {} \"{}\"\n", file, text_of(one, "kind"), text_of(one, "name"));
  }
  for (const json::value& one : left_out == nullptr ? json::array() : *left_out) {
    fmt::print(stderr, "left out: {}: {}\n", text_of(one, "source"), text_of(one, "reason"));
  }
  const json::array* notices = json::find_array(answer.get_object(), "notices");
  for (const json::value& notice : notices == nullptr ? json::array() : *notices) {
    fmt::print(stderr, "{}: {}\n", file, json::to_text(notice));
  }
  return left_out == nullptr || left_out->empty();
}

/// What the team server knows a file by: its name, or its address.
std::string name_of(const std::string& location) {
  const std::string address = model::shown_address(location);
  return is_address(location) ? address : std::filesystem::path(location).filename().string();
}

Result<int> run_import(const ImportArguments& arguments) {
  if (!arguments.to.empty() && !arguments.team.workspace.empty()) {
    return fail(ErrorCode::kInvalidInput, "into the folder or into the workspace?", "give --to or --workspace");
  }
  const model::Fetch fetch = make_fetch({}, "");
  if (!arguments.to.empty()) return import_to_folder(arguments, fetch);
  SIGNET_CHECK(check_workspace(arguments.team));
  SIGNET_TRY(app::WorkspaceClient workspace, open_workspace(arguments.team));
  int code = 0;
  json::array out;
  for (const std::string& file : arguments.files) {
    const auto bytes = model::load_bytes(file, fetch);
    auto answer = bytes ? workspace.import_file(name_of(file), *bytes) : Result<json::value>(bytes.error());
    if (!answer) {
      print_error(with_context(answer.error(), file));
      code = kExitFailure;
      continue;
    }
    if (arguments.json) {
      (*answer).get_object()["file"] = file;
      out.push_back(*std::move(answer));
    } else if (!show_imported(file, *answer)) {
      code = kExitFailure;
    }
  }
  if (arguments.json) fmt::print("{}\n", boost::json::serialize(json::object{{"files", std::move(out)}}));
  return code;
}

// --- export ---

Result<app::RemoteElement> find_element(app::WorkspaceClient& workspace, const ExportArguments& arguments) {
  if (!arguments.kind.empty()) return workspace.find(arguments.kind, arguments.element);
  auto collection = workspace.find("collection", arguments.element);
  if (collection || collection.error().code != ErrorCode::kNotFound) return collection;
  auto environment = workspace.find("environment", arguments.element);
  if (environment || environment.error().code != ErrorCode::kNotFound) return environment;
  return fail(
      ErrorCode::kNotFound,
      fmt::format("there is no collection or environment \"{}\" in \"{}\"", arguments.element, workspace.name()),
      "signet export --workspace NAME --all FOLDER takes all of them");
}

Result<int> export_all(app::WorkspaceClient& workspace, const ExportArguments& arguments) {
  const std::filesystem::path folder(arguments.all);
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return fail(ErrorCode::kIo, fmt::format("cannot make {}: {}", folder.string(), failed.message()));
  std::set<std::string> taken;
  json::array files;
  for (const char* kind : {"collection", "environment", "globals"}) {
    SIGNET_TRY(const auto elements, workspace.list(kind));
    for (const app::RemoteElement& element : elements) {
      SIGNET_TRY(const json::value document, workspace.export_element(element));
      const std::filesystem::path file = folder / app::safe_file_name(element.name, element.kind, element.id, taken);
      SIGNET_CHECK(write_file(file, json::pretty(document), kOwnerOnly));
      files.emplace_back(file.string());
      if (!arguments.json) fmt::print("{}\n", file.string());
    }
  }
  if (arguments.json) fmt::print("{}\n", boost::json::serialize(json::object{{"files", std::move(files)}}));
  return 0;
}

Result<int> run_export(const ExportArguments& arguments) {
  SIGNET_CHECK(check_workspace(arguments.team));
  if (arguments.element.empty() == arguments.all.empty()) {
    return fail(ErrorCode::kInvalidInput, "which collection or environment?", "give its name, or --all FOLDER");
  }
  SIGNET_TRY(app::WorkspaceClient workspace, open_workspace(arguments.team));
  if (!arguments.all.empty()) return export_all(workspace, arguments);
  SIGNET_TRY(const app::RemoteElement element, find_element(workspace, arguments));
  SIGNET_TRY(const json::value document, workspace.export_element(element));
  const std::string text = json::pretty(document);
  if (arguments.output.empty() || arguments.output == "-") {
    fmt::print("{}", text);
    return 0;
  }
  SIGNET_CHECK(write_file(arguments.output, text, kOwnerOnly));
  if (arguments.json) {
    fmt::print("{}\n", boost::json::serialize(json::object{{"files", json::array{arguments.output}}}));
  } else {
    fmt::print("{} \"{}\" is in {}\n", element.kind, element.name, arguments.output);
  }
  return 0;
}

template <typename Work>
int finish(const Work& work) {
  keep_out_of_core_dumps();
  const Result<int> code = work();
  return code ? *code : failure_code(code.error());
}

}  // namespace

void declare_import_options(CLI::App& command, ImportArguments& arguments) {
  command
      .add_option("files", arguments.files,
                  "Collections, environments, globals or data dumps (ZIP), as Postman exports them; OpenAPI 3 "
                  "descriptions; HAR recordings; or addresses of such")
      ->required()
      ->type_name("FILE");
  declare_workspace_options(command, arguments.team);
  command
      .add_option("--to", arguments.to, "Write collections and environments into this folder, without a team server")
      ->type_name("FOLDER");
  command.add_flag("--force", arguments.force, "Replace files that are in the folder");
  command.add_flag("--json", arguments.json, "Print JSON for programs");
  command.footer(R"(
Each file is taken whole or not at all; of a data dump, what cannot be understood is named and left out. What a collection
cannot hold of an OpenAPI description or a HAR recording is told, too, and credentials of a recording are not taken.

Examples:
  signet import orders.postman_collection.json staging.postman_environment.json --workspace Orders
  signet import postman-dump.zip --workspace Orders --server https://signet.example.com
  signet import https://api.example.com/openapi.json recorded.har --to collections

Exit code: 0 all of it is there, 1 something is not, 2 wrong use.)");
}

void declare_export_options(CLI::App& command, ExportArguments& arguments) {
  command.add_option("element", arguments.element, "Collection or environment, by name or id")->type_name("NAME");
  command.add_option("--kind", arguments.kind, "Where the name alone could be several")
      ->check(CLI::IsMember({"collection", "environment", "globals", "mock", "monitor"}));
  command.add_option("-o,--output", arguments.output, "The file to write, in the place of standard output")
      ->type_name("FILE");
  command.add_option("--all", arguments.all, "Write all collections, environments and globals into this folder")
      ->type_name("FOLDER");
  declare_workspace_options(command, arguments.team);
  command.add_flag("--json", arguments.json, "Print which files were written as JSON");
  command.footer(R"(
What comes out is what went in, as Postman exports it. The values of secret variables are left out (null).

Examples:
  signet export "Order API" --workspace Orders -o orders.postman_collection.json
  signet export --all backup --workspace Orders)");
}

int import_command(const ImportArguments& arguments) {
  return finish([&] { return run_import(arguments); });
}

int export_command(const ExportArguments& arguments) {
  return finish([&] { return run_export(arguments); });
}

}  // namespace signet::cli
