/* What streams need of the client. */
#ifndef OY_CLIENT_H
#define OY_CLIENT_H

#include "oy/oy.h"

/* How long connecting may take where nothing else says. */
enum { OY_CONNECT_MS = 5000 };

const char *oy_client_path(const oy_client *client);

/* The method, if it takes this request; otherwise NULL with `error` set. */
const ProtobufCMethodDescriptor *oy_method(const ProtobufCServiceDescriptor *service, const char *method,
                                           const ProtobufCMessage *request, oy_error *error);

#endif
