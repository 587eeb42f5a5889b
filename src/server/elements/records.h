// The records of mocks and monitors, in the shapes of Postman's API. They hold no secrets.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "server/api/schema.h"

namespace signet::server {

/// What a mock says: its name, the collection whose examples it answers with, who may call it.
/// Source: Postman API, createMock, updateMock and getMock.
[[nodiscard]] const Field& mock_record();
/// What a monitor says: its name, the collection that it runs, when, and who is told.
/// Source: Postman API, createMonitor.
[[nodiscard]] const Field& monitor_record();

/// kInvalidInput with the first thing that is wrong.
[[nodiscard]] Status check_record(const json::value& document, const Field& record);

}  // namespace signet::server
