/* The client: a connection that is there when a call needs it, and unary calls. */
#include "client.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "connection.h"

/* On how many connections a call may find that the gateway had already ended them. */
enum { MOST_CONNECTIONS = 3 };

struct oy_client {
  pthread_mutex_t lock; /* guards everything below but the path, and the connection */
  bool connecting;      /* a thread connects for all, with the lock free */
  pthread_cond_t connected; /* `connecting` has become false */
  oy_connection *current;   /* NULL before the first call, and after a loss */
  char *path;
};

oy_client *oy_client_new(const char *path) {
  oy_client *client = path ? calloc(1, sizeof *client) : NULL;
  if (!client)
    return NULL;
  client->path = strdup(path);
  if (!client->path) {
    free(client);
    return NULL;
  }
  pthread_mutex_init(&client->lock, NULL);
  oy_condition_init(&client->connected);
  return client;
}

void oy_client_free(oy_client *client) {
  if (!client)
    return;
  if (client->current)
    oy_connection_release(client->current);
  pthread_cond_destroy(&client->connected);
  pthread_mutex_destroy(&client->lock);
  free(client->path);
  free(client);
}

const char *oy_client_path(const oy_client *client) {
  return client->path;
}

/* Connects for everyone who needs it. The caller has become a user. NULL: there is none to be had. */
static oy_connection *connect_for_all(oy_client *client, oy_deadline deadline, oy_error *error) {
  client->connecting = true;
  pthread_mutex_unlock(&client->lock);
  int fd = oy_connect(client->path, deadline, error);
  pthread_mutex_lock(&client->lock);
  client->connecting = false;
  pthread_cond_broadcast(&client->connected);
  if (fd < 0)
    return NULL;
  oy_connection *made = oy_connection_new(fd, &client->lock);
  if (made)
    oy_connection_hold(made);
  else
    oy_fail_no_memory_unsent(error);
  client->current = made;
  return made;
}

/* The present connection, if it is of use, whose user the caller has become. */
static oy_connection *take_present(oy_client *client, oy_deadline deadline) {
  oy_connection *present = client->current;
  if (!present)
    return NULL;
  oy_connection_hold(present);
  if (oy_connection_usable(present, deadline))
    return present;
  if (client->current == present) {
    client->current = NULL;
    oy_connection_release(present);
  }
  oy_connection_release(present);
  return NULL;
}

/* A connection for a call, whose user the caller has become. NULL: there is none to be had. */
static oy_connection *take_connection(oy_client *client, oy_deadline deadline, oy_error *error) {
  oy_deadline until = oy_deadline_earlier(deadline, oy_deadline_after_ms(OY_CONNECT_MS));
  bool in_time = true;
  while (in_time) {
    oy_connection *present = take_present(client, deadline);
    if (present)
      return present;
    if (client->current)
      continue; /* somebody was faster */
    if (!client->connecting)
      return connect_for_all(client, until, error);
    in_time = oy_deadline_wait(until, &client->connected, &client->lock);
  }
  oy_fail_unconnected(error, client->path, "no connection could be made in time");
  return NULL;
}

/* OY_OK: *answer is the gateway's. */
static oy_result exchange(oy_client *client, oy_request *request, oy_frame *answer, oy_error *error) {
  oy_outcome outcome = OY_NOT_BEGUN;
  pthread_mutex_lock(&client->lock);
  for (int tries = 0; outcome == OY_NOT_BEGUN && tries < MOST_CONNECTIONS; tries++) {
    oy_connection *used = take_connection(client, request->deadline, error);
    if (used) {
      outcome = oy_connection_call(used, request, answer, error);
      oy_connection_release(used);
    } else {
      outcome = OY_FAILED;
    }
  }
  pthread_mutex_unlock(&client->lock);
  if (outcome == OY_NOT_BEGUN)
    oy_fail_unconnected(error, client->path, "the gateway ends every connection");
  return outcome == OY_ANSWERED ? OY_OK : error->code;
}

oy_result oy_call_named(oy_client *client, const char *service, const char *method, const ProtobufCMessage *request,
                      const ProtobufCMessageDescriptor *response_type, ProtobufCMessage **response, int timeout_ms,
                      oy_error *error) {
  oy_error own = OY_ERROR_INIT;
  oy_error *told = error ? error : &own;
  oy_error_clear(told);
  if (response)
    *response = NULL;
  if (!client || !service || !method || !request || !response_type || !response)
    return oy_fail_null_given(error);
  oy_request sent = oy_request_make(service, method, request, 0, timeout_ms, told);
  oy_result code = told->code;
  if (sent.frame) {
    oy_frame answer;
    code = exchange(client, &sent, &answer, told);
    oy_request_clear(&sent);
    if (code == OY_OK && answer.kind == OY_DATA) {
      free(answer.content);
      code = oy_fail_unreadable(told);
    } else if (code == OY_OK) {
      code = oy_answer_read(&answer, response_type, response, told);
    }
  }
  oy_error_clear(&own);
  return code;
}

oy_result oy_call(oy_client *client, const ProtobufCServiceDescriptor *service, const char *method,
                const ProtobufCMessage *request, ProtobufCMessage **response, int timeout_ms, oy_error *error) {
  const ProtobufCMethodDescriptor *known = oy_method(service, method, request, error);
  if (known)
    return oy_call_named(client, service->name, method, request, known->output, response, timeout_ms, error);
  if (response)
    *response = NULL;
  return OY_INVALID_ARGUMENT;
}

const ProtobufCMethodDescriptor *oy_method(const ProtobufCServiceDescriptor *service, const char *method,
                                           const ProtobufCMessage *request, oy_error *error) {
  if (!service || !method || !request) {
    oy_fail_null_given(error);
    return NULL;
  }
  const ProtobufCMethodDescriptor *known = protobuf_c_service_descriptor_get_method_by_name(service, method);
  if (known && request->descriptor == known->input)
    return known;
  oy_fail_unsent(error, OY_INVALID_ARGUMENT, "METHOD_MISTAKEN",
                 "the service has no such method, or it takes another message; " OY_UNSENT);
  return NULL;
}
