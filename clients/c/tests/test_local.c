/* What counts as a gateway before a simulator on this host. */
#include "../local.h"
#include "check.h"

int main(void) {
  static const char *const local[] = {"http://localhost", "https://localhost:8443", "https://127.0.0.1:1/x", "http://[::1]",
                                      "https://[::1]:8443/a?b", "https://localhost/api@x"};
  static const char *const elsewhere[] = {
      "", "localhost", "https://", "https://partner.oyindonesia.com", "https://localhost.example.com",
      "https://127.0.0.1.example.com", "https://127.0.0.10", "https://localhost@example.com",
      "https://localhost:x@example.com", "https://[::1].example.com", "https://example.com/://localhost", "https://[::10]"};
  for (size_t i = 0; i < sizeof local / sizeof *local; i++)
    CHECK(is_local_url(local[i]));
  for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
    CHECK(!is_local_url(elsewhere[i]));
  return report("C client's local gateways");
}
