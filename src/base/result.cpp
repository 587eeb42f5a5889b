#include "base/result.h"

namespace signet {

std::string Error::to_string() const {
  std::string text = message;
  for (const Error* at = cause.get(); at != nullptr; at = at->cause.get()) {
    text += ": ";
    text += at->message;
  }
  if (!hint.empty()) {
    text += "\n  hint: ";
    text += hint;
  }
  return text;
}

Error fail(ErrorCode code, std::string message, std::string hint) {
  return Error{code, std::move(message), std::move(hint), nullptr};
}

Error with_context(Error cause, std::string context) {
  Error outer{cause.code, std::move(context), cause.hint, nullptr, cause.retry_after_seconds};
  outer.cause = std::make_shared<const Error>(std::move(cause));
  return outer;
}

}  // namespace signet
