/* call LIBRARY SYMBOL EVENT: prints the handler's answer; exits with 1 when there is none. */
#include <brume/abi.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static int answers = 0;

static int reply(void* host, brume_bytes answer) {
  (void)host;
  printf("%.*s\n", (int)answer.size, answer.data);
  return answers++ == 0 ? 0 : -1;
}

static int fail(void* host, brume_bytes type, brume_bytes message, brume_bytes stack) {
  (void)host;
  (void)stack;
  fprintf(stderr, "%.*s: %.*s\n", (int)type.size, type.data, (int)message.size, message.data);
  return 0;
}

static int64_t remaining_ms(void* host) {
  (void)host;
  return 1000;
}

static int no_stream(void* host, brume_bytes bytes) {
  (void)host;
  (void)bytes;
  return -1;
}

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  void* library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  brume_handler_fn handler = (brume_handler_fn)dlsym(library, argv[2]);
  brume_abi_version_fn version = (brume_abi_version_fn)dlsym(library, "brume_abi_version");
  if (handler == NULL || version == NULL || version() != BRUME_ABI_VERSION) return 1;
  const brume_context context = {.memory_limit_mb = 128};
  const brume_call call = {.abi_version = BRUME_ABI_VERSION,
                           .context = &context,
                           .event = {argv[3], strlen(argv[3])},
                           .remaining_ms = remaining_ms,
                           .reply = reply,
                           .fail = fail,
                           .stream_begin = no_stream,
                           .stream_write = no_stream};
  handler(&call);
  return answers == 1 ? 0 : 1;
}
