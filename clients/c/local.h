/* Whether a gateway stands before a simulator on this host: what pays as an example or a test looks there first. */
#ifndef LOCAL_H
#define LOCAL_H

#include <oy/oy.h>
#include <oy/rpcs.h>
#include <stdlib.h>
#include <string.h>

/* Whether the URL's host is this one, by one of its three fixed names. What can't be understood is not local. */
static inline bool is_local_url(const char *url) {
  static const char *const hosts[] = {"localhost", "127.0.0.1", "[::1]"};
  const char *authority = strstr(url, "://");
  authority = authority ? authority + 3 : "";
  size_t length = strcspn(authority, "/?#\\");
  if (memchr(authority, '@', length)) /* what comes before it is a user's name, however much it looks like a host */
    return false;
  for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
    size_t named = strlen(hosts[i]);
    if (strncmp(authority, hosts[i], named) == 0 && (named == length || authority[named] == ':'))
      return true;
  }
  return false;
}

/* False with an error: nobody knows. False without one: the gateway calls OY! at another host. */
static inline bool gateway_is_local(oy_client *client, oy_error *error) {
  Oy__V1__GetInfoRequest request = OY__V1__GET_INFO_REQUEST__INIT;
  Oy__V1__GetInfoResponse *info = NULL;
  bool is_local = oy_gateway_get_info(client, &request, &info, 5000, error) == OY_OK && is_local_url(info->base_url);
  oy__v1__get_info_response__free_unpacked(info, NULL);
  return is_local;
}

#endif
