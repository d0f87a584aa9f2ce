/* The client, built with OY_LAST_STREAM_ID 9, when its connection has no more ids. Needs OY_PEER. */
#include "play.h"

int main(void) {
  client = client_of_peer();
  job waiting = {.scene = "when-told", .timeout_ms = 10000}; /* it has id 1 */
  pthread_t thread = start_job(&waiting);
  check_name("stream-id", "stream 3");
  check_name("stream-id", "stream 5");
  check_name("stream-id", "stream 7");
  check_name("stream-id", "stream 1"); /* of the next connection */
  check_name("tell", "John Doe");
  pthread_join(thread, NULL);
  CHECK_TEXT(waiting.name, "told"); /* on the one before */
  check_name("stream-id", "stream 5");
  oy_error_clear(&error);
  oy_client_free(client);
  return report("C client without ids");
}
