// The C++ side of a function: turns an ordinary C++ function into an exported handler.
//
//   #include <brume/function.hpp>
//   std::string shout(std::string_view event) { return std::string(event) + "!"; }
//   BRUME_HANDLER(handler, shout)
//
// A handler takes the event, then, if it wants them, `const brume::Context&` and
// `brume::ResponseStream&`, and returns the answer (or void: the answer is then `null`, or what was
// streamed). The event's and the answer's types choose how they are read and written: text here,
// `brume::json` and any type nlohmann/json can convert with <brume/json.hpp>, AWS's own events with
// <brume/events/...>. Exceptions become AWS errors; throw brume::Error to choose the type.
//
// A handler runs on one thread, one invocation at a time. Static objects live as long as the
// execution environment: they are the place for connections and caches.
#pragma once

#include <cxxabi.h>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include <brume/abi.h>
#include <brume/request_id.hpp>
#include <brume/time.hpp>

namespace brume {

// A failure whose `errorType` the caller sees. Other exceptions report their C++ type.
class Error : public std::exception {
 public:
  Error(std::string type, std::string message)
      : type_(std::move(type)), message_(std::move(message)) {}
  const char* what() const noexcept override { return message_.c_str(); }
  const std::string& type() const noexcept { return type_; }

 private:
  std::string type_;
  std::string message_;
};

// How a T is read from an event and written as an answer. Specialise it for types of your own:
// `static T decode(std::string_view)` and `static std::string encode(const T&)`; both may throw.
template <typename T>
struct Codec;

template <>
struct Codec<std::string> {
  static std::string decode(std::string_view text) { return std::string(text); }
  static std::string encode(std::string text) { return text; }
};

// The bytes as the host holds them: valid until the handler returns.
template <>
struct Codec<std::string_view> {
  static std::string_view decode(std::string_view text) { return text; }
  static std::string encode(std::string_view text) { return std::string(text); }
};

template <>
struct Codec<const char*> {
  static std::string encode(const char* text) { return text; }
};

// What is known about the running invocation. Valid until the handler returns.
class Context {
 public:
  explicit Context(const brume_call& call) : call_(call) {}
  std::string_view request_id() const { return view(call_.context->request_id); }
  std::string_view trace_id() const { return view(call_.context->trace_id); }
  std::string_view invoked_function_arn() const {
    return view(call_.context->invoked_function_arn);
  }
  std::string_view function_name() const { return view(call_.context->function_name); }
  std::string_view function_version() const { return view(call_.context->function_version); }
  std::string_view log_group_name() const { return view(call_.context->log_group_name); }
  std::string_view log_stream_name() const { return view(call_.context->log_stream_name); }
  // JSON text, empty when the caller sent none.
  std::string_view client_context() const { return view(call_.context->client_context); }
  std::string_view cognito_identity() const { return view(call_.context->cognito_identity); }
  unsigned memory_limit_mb() const { return call_.context->memory_limit_mb; }
  std::chrono::system_clock::time_point deadline() const {
    return std::chrono::system_clock::time_point(
        std::chrono::milliseconds(call_.context->deadline_ms));
  }
  std::chrono::milliseconds remaining() const {
    return std::chrono::milliseconds(call_.remaining_ms(call_.host));
  }

 private:
  static std::string_view view(brume_bytes bytes) { return {bytes.data, bytes.size}; }
  const brume_call& call_;
};

// Writes an answer piece by piece; the client receives each piece as it is written. The answer
// ends when the handler returns.
class ResponseStream {
 public:
  explicit ResponseStream(const brume_call& call) : call_(call) {}
  // Before the first write; "application/octet-stream" otherwise.
  void content_type(std::string type) { content_type_ = std::move(type); }
  // False when the client is gone: stop writing.
  bool write(std::string_view chunk) {
    begin();
    return call_.stream_write(call_.host, {chunk.data(), chunk.size()}) == 0;
  }
  // Starts the answer without writing to it yet.
  void begin() {
    if (std::exchange(begun_, true)) return;
    call_.stream_begin(call_.host, {content_type_.data(), content_type_.size()});
  }
  bool begun() const { return begun_; }

 private:
  const brume_call& call_;
  std::string content_type_ = "application/octet-stream";
  bool begun_ = false;
};

namespace detail {

inline brume_bytes bytes(std::string_view text) {
  return {text.data(), text.size()};
}

// As the author wrote it: without the namespaces that libraries add for their own versions, and
// without the wrapper of std::throw_with_nested.
inline std::string type_name(const std::type_info& type) {
  int status = 0;
  std::unique_ptr<char, void (*)(void*)> demangled(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
  std::string name = status == 0 ? demangled.get() : type.name();
  constexpr std::string_view kWrapper = "std::_Nested_exception<";
  if (name.compare(0, kWrapper.size(), kWrapper) == 0) {
    name = name.substr(kWrapper.size(), name.size() - kWrapper.size() - 1);
  }
  for (const std::string_view version : {"__cxx11::", "json_abi_"}) {
    const std::size_t at = name.find(version);
    if (at == std::string::npos) continue;
    const std::size_t end = name.find("::", at);
    if (end != std::string::npos) name.erase(at, end + 2 - at);
  }
  return name;
}

// The message of an exception and of what caused it: "no stock: cannot open the file".
inline std::string message_with_causes(const std::exception& error) {
  std::string message = error.what();
  try {
    std::rethrow_if_nested(error);
  } catch (const std::exception& cause) {
    message += ": " + message_with_causes(cause);
  } catch (...) {
    message += ": an exception that is not a std::exception";
  }
  return message;
}

// REQUIRES: called from a catch block. `fail` is the `fail` of a brume_call or brume_init_call.
template <typename Call>
void fail_with_current_exception(const Call& call) {
  auto fail = [&](std::string_view type, std::string_view message) {
    call.fail(call.host, bytes(type), bytes(message), {});
  };
  try {
    throw;
  } catch (const Error& error) {
    fail(error.type(), message_with_causes(error));
  } catch (const std::exception& error) {
    fail(type_name(typeid(error)), message_with_causes(error));
  } catch (...) {
    const std::type_info* type = abi::__cxa_current_exception_type();
    fail(type != nullptr ? type_name(*type) : "Runtime.UnknownReason",
         "an exception that is not a std::exception");
  }
}

template <typename Function>
struct Signature : Signature<decltype(&Function::operator())> {};
template <typename R, typename... A>
struct Signature<R (*)(A...)> {
  using Answer = R;
  using Arguments = std::tuple<A...>;
};
template <typename R, typename... A>
struct Signature<R (*)(A...) noexcept> : Signature<R (*)(A...)> {};
template <typename C, typename R, typename... A>
struct Signature<R (C::*)(A...) const> : Signature<R (*)(A...)> {};
template <typename C, typename R, typename... A>
struct Signature<R (C::*)(A...)> : Signature<R (*)(A...)> {};

template <typename Argument>
inline constexpr bool is_host_object = std::is_same_v<std::decay_t<Argument>, Context> ||
                                       std::is_same_v<std::decay_t<Argument>, ResponseStream>;

template <typename T, typename = void>
inline constexpr bool has_codec = false;
template <typename T>
inline constexpr bool has_codec<T, std::void_t<decltype(sizeof(Codec<T>))>> = true;

template <typename Argument>
std::decay_t<Argument> read_event(const brume_call& call) {
  static_assert(has_codec<std::decay_t<Argument>>,
                "to take this type as an event, include <brume/json.hpp> or specialise Codec");
  try {
    return Codec<std::decay_t<Argument>>::decode({call.event.data, call.event.size});
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw Error("Runtime.UnmarshalError", error.what());
  }
}

template <typename Answer>
std::string write_answer(Answer&& answer) {
  static_assert(has_codec<std::decay_t<Answer>>,
                "to answer with this type, include <brume/json.hpp> or specialise Codec");
  try {
    return Codec<std::decay_t<Answer>>::encode(std::forward<Answer>(answer));
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw Error("Runtime.MarshalError", error.what());
  }
}

// Holds what the handler's parameters refer to while it runs.
template <typename Argument, bool = is_host_object<Argument>>
struct Slot {
  explicit Slot(const brume_call& call) : value(read_event<Argument>(call)) {}
  std::decay_t<Argument> value;
};
template <typename Argument>
struct Slot<Argument, true> {
  explicit Slot(const brume_call& call) : value(call) {}
  std::decay_t<Argument> value;
};

template <typename Function, typename... A>
void run_typed(const brume_call& call, Function& function, std::tuple<A...>*) {
  std::tuple<Slot<A>...> slots{Slot<A>(call)...};
  auto apply = [&](Slot<A>&... slot) -> decltype(auto) {
    return function(static_cast<A&&>(slot.value)...);  // by value: moved; by reference: as it is
  };
  using Answer = typename Signature<std::decay_t<Function>>::Answer;
  if constexpr (std::is_void_v<Answer>) {
    std::apply(apply, slots);
    call.reply(call.host, bytes("null"));  // of no effect when the answer was streamed
  } else {
    call.reply(call.host, bytes(write_answer(std::apply(apply, slots))));
  }
}

template <typename Function>
void run(const brume_call& call, Function function) {
  try {
    const CurrentRequest current({call.context->request_id.data, call.context->request_id.size});
    set_clock(call);
    using Arguments = typename Signature<std::decay_t<Function>>::Arguments;
    run_typed(call, function, static_cast<Arguments*>(nullptr));
  } catch (...) {
    fail_with_current_exception(call);
  }
}

}  // namespace detail
}  // namespace brume

// Says which ABI the library was built for; the host checks it before it calls anything.
extern "C" BRUME_EXPORT inline __attribute__((used)) std::uint32_t brume_abi_version() {
  return BRUME_ABI_VERSION;
}

// Exports `function` (a function, or a lambda without captures) as the handler `symbol`. The two
// may have the same name: `function` is looked up before the symbol is declared.
#define BRUME_HANDLER(symbol, ...)                                     \
  namespace {                                                          \
  constexpr auto brume_function_of_##symbol = __VA_ARGS__;             \
  }                                                                    \
  extern "C" BRUME_EXPORT void symbol(const brume_call* brume_call_) { \
    ::brume::detail::run(*brume_call_, brume_function_of_##symbol);    \
  }

// Runs `function` once, in the environment's init phase, before the first event. What it throws
// fails the init phase, and with it the invocation that caused it.
#define BRUME_INIT(...)                                                         \
  extern "C" BRUME_EXPORT void brume_init(const brume_init_call* brume_init_) { \
    try {                                                                       \
      (__VA_ARGS__)();                                                          \
    } catch (...) {                                                             \
      ::brume::detail::fail_with_current_exception(*brume_init_);               \
    }                                                                           \
  }
