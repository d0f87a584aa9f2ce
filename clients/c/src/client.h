/* What streams need of the client. */
#ifndef OY_CLIENT_H
#define OY_CLIENT_H

#include "deadline.h"
#include "oy/oy.h"

/* How long connecting may take where nothing else says. */
enum { OY_CONNECT_MS = 5000 };

const char *oy_client_path(const oy_client *client);

/* The method, if it takes this request; otherwise NULL with `error` set. */
const ProtobufCMethodDescriptor *oy_method(const ProtobufCServiceDescriptor *service, const char *method,
                                           const ProtobufCMessage *request, oy_error *error);

/* oy_stream_open that connects until `connecting`. */
oy_result oy_stream_open_until(oy_client *client, const ProtobufCServiceDescriptor *service, const char *method,
                               const ProtobufCMessage *request, int timeout_ms, oy_deadline connecting,
                               oy_stream **stream, oy_error *error);

/* oy_stream_next that waits until `wait`, or until `wake` can be read (-1: there is none). */
oy_result oy_stream_next_until(oy_stream *stream, ProtobufCMessage **message, oy_deadline wait, int wake,
                               oy_error *error);

#endif
