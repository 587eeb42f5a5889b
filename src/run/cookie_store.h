// tough-cookie's store calls, as pm.cookies.jar() makes them, on Signet's jar.
// Source: tough-cookie "Store" (findCookie, findCookies, putCookie, updateCookie, removeCookie, removeCookies ...).
#pragma once

#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "http/cookie_jar.h"

namespace signet::run {

/// The JSON for the call's callback: a cookie, a list of cookies, or null. Unknown methods and wrong arguments fail.
[[nodiscard]] Result<json::value> call_cookie_store(http::CookieJar& jar, std::string_view method,
                                                    const json::array& args);

}  // namespace signet::run
