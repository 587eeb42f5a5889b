// JavaScriptCore behind Engine. Its C API has no JIT switch: options are environment variables read at its first call.
#include <JavaScriptCore/JavaScript.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "script/worker/engine.h"
#include "script/worker/utf.h"

extern "C" {
// Exported by the library, declared only in its private JSContextRefPrivate.h.
void JSGlobalContextSetUnhandledRejectionCallback(JSGlobalContextRef context, JSObjectRef function,
                                                  JSValueRef* exception);
}

namespace signet::worker {

namespace {

/// An owned JSStringRef.
class Text {
 public:
  explicit Text(JSStringRef owned) : string_(owned) {}
  explicit Text(const char* utf8) : string_(JSStringCreateWithUTF8CString(utf8)) {}
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  ~Text() {
    if (string_ != nullptr) JSStringRelease(string_);
  }
  [[nodiscard]] JSStringRef get() const { return string_; }

 private:
  JSStringRef string_;
};

std::string to_utf8(JSStringRef string) {
  std::string out(JSStringGetMaximumUTF8CStringSize(string), '\0');
  const std::size_t written = JSStringGetUTF8CString(string, out.data(), out.size());
  out.resize(written == 0 ? 0 : written - 1);
  return out;
}

/// The engine's string of decoded bytes; text that is all ASCII stays one byte a character. Takes a std::string because
/// the engine wants a NUL at the end.
JSStringRef make_string(const std::string& bytes) {
  if (is_ascii(bytes) && bytes.find('\0') == std::string::npos) return JSStringCreateWithUTF8CString(bytes.c_str());
  const std::u16string wide = utf8_to_utf16(bytes);
  return JSStringCreateWithCharacters(reinterpret_cast<const JSChar*>(wide.data()), wide.size());
}

class JscEngine final : public Engine {
 public:
  explicit JscEngine(Host& host)
      : host_(host), group_(JSContextGroupCreate()), context_(JSGlobalContextCreateInGroup(group_, nullptr)) {}
  ~JscEngine() override {
    JSGlobalContextRelease(context_);
    JSContextGroupRelease(group_);
  }

  std::string load(std::string_view bootstrap) override;
  std::string execute(const std::string& json, std::string_view blob) override { return deliver(execute_, json, blob); }
  std::string receive(const std::string& json, std::string_view blob) override { return deliver(receive_, json, blob); }
  std::string fire_timers() override { return enter(fire_timers_, 0, nullptr); }
  std::string warm_up() override { return warm_up_ == nullptr ? std::string() : enter(warm_up_, 0, nullptr); }
  double next_timer() override;

 private:
  using Arguments = std::pair<const JSValueRef*, std::size_t>;
  using Function = JSValueRef (JscEngine::*)(Arguments arguments, JSValueRef* exception);
  struct Entry {
    const char* name;
    Function function;
  };
  /// What a host function object carries.
  struct Bound {
    JscEngine* engine;
    Function function;
  };
  static const std::array<Entry, 11> kEntries;
  static JSValueRef dispatch(JSContextRef context, JSObjectRef function, JSObjectRef self, std::size_t count,
                             const JSValueRef arguments[], JSValueRef* exception);

  JSObjectRef make_host_object();
  JSObjectRef function_of(JSObjectRef object, const char* name);
  std::string deliver(JSObjectRef function, const std::string& json, std::string_view blob);
  std::string enter(JSObjectRef function, std::size_t count, const JSValueRef* arguments);
  std::string describe(JSValueRef error);
  JSObjectRef make_array_buffer(std::string_view bytes, JSValueRef* exception);
  std::string_view array_buffer_bytes(JSValueRef value, JSValueRef* exception);
  JSStringRef string_argument(Arguments arguments, std::size_t index, JSValueRef* exception);
  int int_argument(Arguments arguments, std::size_t index, int fallback);
  JSValueRef undefined() { return JSValueMakeUndefined(context_); }
  JSValueRef throw_error(JSValueRef* exception, const char* message);
  std::string_view outgoing_json(Arguments arguments, JSValueRef* exception);

  JSValueRef host_send(Arguments arguments, JSValueRef* exception);
  JSValueRef host_call(Arguments arguments, JSValueRef* exception);
  JSValueRef host_library(Arguments arguments, JSValueRef* exception);
  JSValueRef host_evaluate(Arguments arguments, JSValueRef* exception);
  JSValueRef host_compile(Arguments arguments, JSValueRef* exception);
  JSValueRef host_utf8_decode(Arguments arguments, JSValueRef* exception);
  JSValueRef host_utf8_encode(Arguments arguments, JSValueRef* exception);
  JSValueRef host_now(Arguments arguments, JSValueRef* exception);
  JSValueRef host_random(Arguments arguments, JSValueRef* exception);
  JSValueRef host_collect_garbage(Arguments arguments, JSValueRef* exception);
  JSValueRef host_on_unhandled_rejection(Arguments arguments, JSValueRef* exception);

  Host& host_;
  JSContextGroupRef group_;
  JSGlobalContextRef context_;
  JSObjectRef api_ = nullptr;
  JSObjectRef execute_ = nullptr;
  JSObjectRef receive_ = nullptr;
  JSObjectRef fire_timers_ = nullptr;
  JSObjectRef next_timer_ = nullptr;
  JSObjectRef warm_up_ = nullptr;
  std::vector<std::unique_ptr<Bound>> bound_;
  std::string scratch_;  // outgoing JSON, kept so that sending allocates nothing
};

const std::array<JscEngine::Entry, 11> JscEngine::kEntries = {{
    {"send", &JscEngine::host_send},
    {"call", &JscEngine::host_call},
    {"library", &JscEngine::host_library},
    {"evaluate", &JscEngine::host_evaluate},
    {"compile", &JscEngine::host_compile},
    {"utf8Decode", &JscEngine::host_utf8_decode},
    {"utf8Encode", &JscEngine::host_utf8_encode},
    {"now", &JscEngine::host_now},
    {"random", &JscEngine::host_random},
    {"collectGarbage", &JscEngine::host_collect_garbage},
    {"onUnhandledRejection", &JscEngine::host_on_unhandled_rejection},
}};

JSValueRef JscEngine::dispatch(JSContextRef, JSObjectRef function, JSObjectRef, std::size_t count,
                               const JSValueRef arguments[], JSValueRef* exception) {
  const auto* bound = static_cast<const Bound*>(JSObjectGetPrivate(function));
  return (bound->engine->*bound->function)({arguments, count}, exception);
}

JSObjectRef JscEngine::make_host_object() {
  JSClassDefinition definition = kJSClassDefinitionEmpty;
  definition.className = "HostFunction";
  definition.callAsFunction = dispatch;
  JSClassRef function_class = JSClassCreate(&definition);
  JSObjectRef host = JSObjectMake(context_, nullptr, nullptr);
  for (const Entry& entry : kEntries) {
    bound_.push_back(std::make_unique<Bound>(Bound{this, entry.function}));
    JSObjectRef function = JSObjectMake(context_, function_class, bound_.back().get());
    JSObjectSetProperty(context_, host, Text(entry.name).get(), function, kJSPropertyAttributeReadOnly, nullptr);
  }
  JSClassRelease(function_class);
  return host;
}

JSObjectRef JscEngine::function_of(JSObjectRef object, const char* name) {
  JSValueRef value = JSObjectGetProperty(context_, object, Text(name).get(), nullptr);
  if (value == nullptr || !JSValueIsObject(context_, value)) return nullptr;
  JSObjectRef function = JSValueToObject(context_, value, nullptr);
  if (!JSObjectIsFunction(context_, function)) return nullptr;
  JSValueProtect(context_, function);
  return function;
}

std::string JscEngine::load(std::string_view bootstrap) {
  JSValueRef exception = nullptr;
  JSValueRef value =
      JSEvaluateScript(context_, Text(bootstrap.data()).get(), nullptr, Text("signet:bootstrap").get(), 1, &exception);
  if (exception != nullptr) return describe(exception);
  JSObjectRef function = JSValueIsObject(context_, value) ? JSValueToObject(context_, value, nullptr) : nullptr;
  if (function == nullptr || !JSObjectIsFunction(context_, function)) return "the bootstrap is not a function";
  JSValueRef host = make_host_object();
  JSValueRef api = JSObjectCallAsFunction(context_, function, nullptr, 1, &host, &exception);
  if (exception != nullptr) return describe(exception);
  if (!JSValueIsObject(context_, api)) return "the bootstrap returned no api object";
  api_ = JSValueToObject(context_, api, nullptr);
  JSValueProtect(context_, api_);
  execute_ = function_of(api_, "execute");
  receive_ = function_of(api_, "receive");
  fire_timers_ = function_of(api_, "fireTimers");
  next_timer_ = function_of(api_, "nextTimer");
  warm_up_ = function_of(api_, "warmUp");
  const bool complete = execute_ && receive_ && fire_timers_ && next_timer_;
  return complete ? std::string() : "the bootstrap's api lacks a function";
}

std::string JscEngine::deliver(JSObjectRef function, const std::string& json, std::string_view blob) {
  JSValueRef message = JSValueMakeFromJSONString(context_, Text(make_string(json)).get());
  if (message == nullptr) return "the parent sent JSON that cannot be read";
  if (blob.empty()) return enter(function, 1, &message);
  JSValueRef exception = nullptr;
  JSObjectRef buffer = make_array_buffer(blob, &exception);
  if (exception != nullptr) return describe(exception);
  const JSValueRef arguments[] = {message, buffer};
  return enter(function, 2, arguments);
}

std::string JscEngine::enter(JSObjectRef function, std::size_t count, const JSValueRef* arguments) {
  JSValueRef exception = nullptr;
  JSObjectCallAsFunction(context_, function, api_, count, arguments, &exception);
  return exception == nullptr ? std::string() : describe(exception);
}

double JscEngine::next_timer() {
  JSValueRef exception = nullptr;
  JSValueRef value = JSObjectCallAsFunction(context_, next_timer_, api_, 0, nullptr, &exception);
  return exception != nullptr ? -1 : JSValueToNumber(context_, value, nullptr);
}

std::string JscEngine::describe(JSValueRef error) {
  const Text text(JSValueToStringCopy(context_, error, nullptr));
  return text.get() == nullptr ? "an error that cannot be shown" : to_utf8(text.get());
}

JSObjectRef JscEngine::make_array_buffer(std::string_view bytes, JSValueRef* exception) {
  // Not ...NoCopy: handing the engine memory of ours would switch its cage for array memory off.
  JSObjectRef array = JSObjectMakeTypedArray(context_, kJSTypedArrayTypeUint8Array, bytes.size(), exception);
  if (array == nullptr || *exception != nullptr) return nullptr;
  void* to = JSObjectGetTypedArrayBytesPtr(context_, array, exception);
  if (to != nullptr && !bytes.empty()) std::memcpy(to, bytes.data(), bytes.size());
  return JSObjectGetTypedArrayBuffer(context_, array, exception);
}

std::string_view JscEngine::array_buffer_bytes(JSValueRef value, JSValueRef* exception) {
  const JSTypedArrayType type = JSValueGetTypedArrayType(context_, value, nullptr);
  if (type == kJSTypedArrayTypeNone) {
    throw_error(exception, "an ArrayBuffer or typed array is expected");
    return {};
  }
  JSObjectRef object = JSValueToObject(context_, value, nullptr);
  if (type == kJSTypedArrayTypeArrayBuffer) {
    return {static_cast<const char*>(JSObjectGetArrayBufferBytesPtr(context_, object, exception)),
            JSObjectGetArrayBufferByteLength(context_, object, exception)};
  }
  // JSObjectGetTypedArrayBytesPtr gives the start of the buffer, not of the view.
  return {static_cast<const char*>(JSObjectGetTypedArrayBytesPtr(context_, object, exception)) +
              JSObjectGetTypedArrayByteOffset(context_, object, exception),
          JSObjectGetTypedArrayByteLength(context_, object, exception)};
}

JSStringRef JscEngine::string_argument(Arguments arguments, std::size_t index, JSValueRef* exception) {
  if (index >= arguments.second) return JSStringCreateWithUTF8CString("");
  return JSValueToStringCopy(context_, arguments.first[index], exception);
}

int JscEngine::int_argument(Arguments arguments, std::size_t index, int fallback) {
  if (index >= arguments.second || !JSValueIsNumber(context_, arguments.first[index])) return fallback;
  return static_cast<int>(std::clamp(JSValueToNumber(context_, arguments.first[index], nullptr), 0.0, 1e9));
}

JSValueRef JscEngine::throw_error(JSValueRef* exception, const char* message) {
  JSValueRef text = JSValueMakeString(context_, Text(message).get());
  *exception = JSObjectMakeError(context_, 1, &text, nullptr);
  return undefined();
}

std::string_view JscEngine::outgoing_json(Arguments arguments, JSValueRef* exception) {
  const Text json(string_argument(arguments, 0, exception));
  if (json.get() == nullptr) return {};
  scratch_.resize(std::max(scratch_.size(), JSStringGetMaximumUTF8CStringSize(json.get())));
  const std::size_t written = JSStringGetUTF8CString(json.get(), scratch_.data(), scratch_.size());
  const std::size_t size = written == 0 ? 0 : written - 1;
  replace_lone_surrogates(scratch_.data(), size);
  return {scratch_.data(), size};
}

JSValueRef JscEngine::host_send(Arguments arguments, JSValueRef* exception) {
  const std::string_view json = outgoing_json(arguments, exception);
  if (*exception != nullptr) return undefined();
  const bool has_blob = arguments.second > 1 && JSValueIsObject(context_, arguments.first[1]);
  const std::string_view blob = has_blob ? array_buffer_bytes(arguments.first[1], exception) : std::string_view();
  if (*exception == nullptr) host_.send(json, blob);
  return undefined();
}

JSValueRef JscEngine::host_call(Arguments arguments, JSValueRef* exception) {
  const std::string_view json = outgoing_json(arguments, exception);
  if (*exception != nullptr) return undefined();
  return JSValueMakeString(context_, Text(make_string(host_.call(json))).get());
}

JSValueRef JscEngine::host_library(Arguments arguments, JSValueRef* exception) {
  const Text name(string_argument(arguments, 0, exception));
  if (name.get() == nullptr) return undefined();
  const auto source = host_.library(to_utf8(name.get()));
  return source ? JSValueMakeString(context_, Text(source->data()).get()) : undefined();
}

JSValueRef JscEngine::host_evaluate(Arguments arguments, JSValueRef* exception) {
  const Text source(string_argument(arguments, 0, exception));
  const Text name(string_argument(arguments, 1, exception));
  if (*exception != nullptr) return undefined();
  JSValueRef value =
      JSEvaluateScript(context_, source.get(), nullptr, name.get(), int_argument(arguments, 2, 1), exception);
  return value == nullptr ? undefined() : value;
}

JSValueRef JscEngine::host_compile(Arguments arguments, JSValueRef* exception) {
  const Text body(string_argument(arguments, 0, exception));
  const Text name(string_argument(arguments, 2, exception));
  if (*exception != nullptr) return undefined();
  std::vector<JSStringRef> parameters;
  if (arguments.second > 1 && JSValueIsObject(context_, arguments.first[1])) {
    JSObjectRef list = JSValueToObject(context_, arguments.first[1], exception);
    for (unsigned i = 0;; ++i) {
      JSValueRef parameter = JSObjectGetPropertyAtIndex(context_, list, i, exception);
      if (*exception != nullptr || parameter == nullptr || !JSValueIsString(context_, parameter)) break;
      parameters.push_back(JSValueToStringCopy(context_, parameter, exception));
    }
  }
  JSValueRef function =
      JSObjectMakeFunction(context_, nullptr, static_cast<unsigned>(parameters.size()), parameters.data(), body.get(),
                           name.get(), int_argument(arguments, 3, 1), exception);
  for (JSStringRef parameter : parameters) JSStringRelease(parameter);
  return function == nullptr ? undefined() : function;
}

JSValueRef JscEngine::host_utf8_decode(Arguments arguments, JSValueRef* exception) {
  if (arguments.second == 0) return throw_error(exception, "utf8Decode needs an ArrayBuffer");
  const std::string_view bytes = array_buffer_bytes(arguments.first[0], exception);
  if (*exception != nullptr) return undefined();
  return JSValueMakeString(context_, Text(make_string(std::string(bytes))).get());
}

JSValueRef JscEngine::host_utf8_encode(Arguments arguments, JSValueRef* exception) {
  const Text text(string_argument(arguments, 0, exception));
  if (text.get() == nullptr) return undefined();
  JSObjectRef buffer = make_array_buffer(to_utf8(text.get()), exception);
  return buffer == nullptr ? undefined() : buffer;
}

JSValueRef JscEngine::host_now(Arguments, JSValueRef*) {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return JSValueMakeNumber(context_, static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6);
}

JSValueRef JscEngine::host_random(Arguments arguments, JSValueRef* exception) {
  constexpr int kMaxBytes = 65536;  // as crypto.getRandomValues
  const int size = int_argument(arguments, 0, 0);
  if (size > kMaxBytes) return throw_error(exception, "random gives 65536 bytes at most");
  std::string bytes(static_cast<std::size_t>(size), '\0');
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t n = getrandom(bytes.data() + at, bytes.size() - at, 0);
    if (n <= 0) return throw_error(exception, "the system gave no random bytes");
    at += static_cast<std::size_t>(n);
  }
  JSObjectRef buffer = make_array_buffer(bytes, exception);
  return buffer == nullptr ? undefined() : buffer;
}

JSValueRef JscEngine::host_collect_garbage(Arguments, JSValueRef*) {
  JSGarbageCollect(context_);
  return undefined();
}

JSValueRef JscEngine::host_on_unhandled_rejection(Arguments arguments, JSValueRef* exception) {
  if (arguments.second == 0 || !JSValueIsObject(context_, arguments.first[0])) {
    return throw_error(exception, "onUnhandledRejection needs a function");
  }
  JSGlobalContextSetUnhandledRejectionCallback(context_, JSValueToObject(context_, arguments.first[0], exception),
                                               exception);
  return undefined();
}

}  // namespace

std::unique_ptr<Engine> make_engine(Host& host, const EngineOptions& options) {
  setenv("JSC_useJIT", "0", 1);  // no executable memory: the sandbox forbids it
  setenv("JSC_useWasm", "0", 1);
  setenv("JSC_useConcurrentGC", "0", 1);
  setenv("JSC_numberOfGCMarkers", "1", 1);
  setenv("JSC_forceRAMSize", std::to_string(options.memory_bytes).c_str(), 1);
  return std::make_unique<JscEngine>(host);
}

}  // namespace signet::worker
