/* Brume's function ABI, version 1: what stands between the host and a function's shared library.
 *
 * A library exports one symbol per handler (`Handler: hello.handler` means library `hello`, symbol
 * `handler`), `brume_abi_version`, and, if it wants one-time initialisation, `brume_init`.
 *
 * Threads: the host calls every function below on one thread, one invocation at a time. The
 * functions of brume_call may be called from any thread, but not from two at once, and not after
 * the handler has returned. Memory: everything the host passes in belongs to the host and is valid
 * until the handler returns; everything passed out is copied before the callee returns.
 * Errors: no C++ exception may leave a handler; the C++ SDK (function.hpp) turns them into fail().
 */
#ifndef BRUME_ABI_H
#define BRUME_ABI_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

#define BRUME_ABI_VERSION 1u
#define BRUME_EXPORT __attribute__((visibility("default")))

typedef struct brume_bytes { /* not NUL-terminated; empty is {any, 0} */
  const char* data;
  size_t size;
} brume_bytes;

typedef struct brume_context {
  brume_bytes request_id, trace_id, invoked_function_arn, function_name, function_version;
  brume_bytes log_group_name, log_stream_name;
  brume_bytes client_context;   /* JSON text, or empty */
  brume_bytes cognito_identity; /* JSON text, or empty */
  int64_t deadline_ms;          /* Unix time in milliseconds at which the invocation is cut off */
  uint32_t memory_limit_mb;
} brume_context;

typedef struct brume_call brume_call;
struct brume_call {
  uint32_t abi_version;
  const brume_context* context;
  brume_bytes event; /* JSON text as the event source wrote it */
  void* host;        /* the host's own; hand it back as the first argument below */

  /* Milliseconds until the deadline; 0 when it has passed. */
  int64_t (*remaining_ms)(void* host);
  /* Ends the invocation with an answer, or with an error. The first of the two counts; both
   * return 0, or -1 when the invocation has ended already. `stack`: one frame a line, or empty:
   * the host then adds the stack of the last C++ exception thrown, if there was one. */
  int (*reply)(void* host, brume_bytes answer);
  int (*fail)(void* host, brume_bytes type, brume_bytes message, brume_bytes stack);
  /* A streamed answer: begin once, write as often as you like, then return from the handler (or
   * fail). Each returns 0, or -1 when the invocation has ended or the client is gone. */
  int (*stream_begin)(void* host, brume_bytes content_type);
  int (*stream_write)(void* host, brume_bytes chunk);
};

/* What brume_init may do: report that the environment cannot start. */
typedef struct brume_init_call {
  uint32_t abi_version;
  void* host;
  int (*fail)(void* host, brume_bytes type, brume_bytes message, brume_bytes stack);
} brume_init_call;

typedef void (*brume_handler_fn)(const brume_call* call);
typedef void (*brume_init_fn)(const brume_init_call* call);
typedef uint32_t (*brume_abi_version_fn)(void);

/* Once in every library written in C; the C++ SDK does it by itself. */
#define BRUME_LIBRARY                             \
  BRUME_EXPORT uint32_t brume_abi_version(void) { \
    return BRUME_ABI_VERSION;                     \
  }

#ifdef __cplusplus
}
#endif
#endif
