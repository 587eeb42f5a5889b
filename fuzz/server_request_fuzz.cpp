// Gives the server's front any bytes as a client's, for a few routes that show all that declarations can say.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>

#include "fuzz/served_request.h"
#include "tests/server/api/things.h"

namespace {

using signet::server::Address;
using signet::server::AddressRanges;
using signet::server::Caller;
using signet::server::Dispatcher;
using signet::server::ProxyHeaders;
using signet::server::Request;
using signet::server::Response;
using signet::server::Route;

Dispatcher make_dispatcher() {
  auto made = Dispatcher::make(
      signet::server::test::things(), {.authorizer = [](const Request& request, const Route&) {
        return signet::Result<std::optional<Caller>>(
            request.headers.find("X-Api-Key") == nullptr ? std::nullopt : std::optional<Caller>({"u1", {}}));
      }});
  if (!made) std::abort();
  return *std::move(made);
}

void believe_the_proxy(Request& request) {
  static const AddressRanges kTrusted = *AddressRanges::parse({"10.0.0.0/8"});
  static const auto kPeer = *Address::parse("10.0.0.1");
  apply_proxy_headers(request, kPeer, kTrusted, ProxyHeaders::kXForwarded);
  apply_proxy_headers(request, kPeer, kTrusted, ProxyHeaders::kForwarded);
  if (!Address::parse(request.client)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Dispatcher kDispatcher = make_dispatcher();
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  while (
      signet::server::fuzz::serve_one(bytes, kDispatcher, believe_the_proxy, [](const Request&, const Response&) {})) {
  }
  return 0;
}
