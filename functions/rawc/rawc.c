/* A function in C, over the bare ABI: counts the bytes of its event. */
#include <brume/abi.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

BRUME_LIBRARY

static brume_bytes text(const char* string) {
  const brume_bytes bytes = {string, strlen(string)};
  return bytes;
}

BRUME_EXPORT void handler(const brume_call* call);

void handler(const brume_call* call) {
  const brume_bytes none = {0};
  if (call->event.size == 0) {
    call->fail(call->host, text("RawC.EmptyEvent"), text("there is no event to count"), none);
    return;
  }
  const brume_bytes id = call->context->request_id;
  printf("counting the event of %.*s\n", (int)id.size, id.data);
  fflush(stdout);

  char answer[256];
  snprintf(answer, sizeof answer,
           "{\"bytes\":%zu,\"requestId\":\"%.*s\",\"memoryLimitMb\":%" PRIu32 ",\"inTime\":%s}",
           call->event.size, (int)id.size, id.data, call->context->memory_limit_mb,
           call->remaining_ms(call->host) > 0 ? "true" : "false");
  call->reply(call->host, text(answer));
}
