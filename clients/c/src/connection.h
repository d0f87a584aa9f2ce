/*
 * One connection, and the unary calls that run on it side by side. The lock that it is made with is held by who calls
 * anything here; while something waits or reads, it is free.
 */
#ifndef OY_CONNECTION_H
#define OY_CONNECTION_H

#include <pthread.h>

#include "frames.h"

typedef struct oy_connection oy_connection;

/* Takes the socket over, and has one user. NULL: no memory, and the socket is closed. */
oy_connection *oy_connection_new(int fd, pthread_mutex_t *lock);

/* It is closed when its last user has left. */
void oy_connection_hold(oy_connection *connection);
void oy_connection_release(oy_connection *connection);

/* Whether another call may be sent, as far as anyone can know. Reads what lies on a connection on which nobody waits. */
bool oy_connection_usable(oy_connection *connection, oy_deadline deadline);

typedef enum oy_outcome {
  OY_ANSWERED,
  OY_FAILED,    /* the error says why */
  OY_NOT_BEGUN, /* the connection had ended, and not one byte is out: another connection may take the call */
} oy_outcome;

/* Sends the request, once, addressed when its turn has come, and waits for its answer. */
oy_outcome oy_connection_call(oy_connection *connection, oy_request *request, oy_frame *answer, oy_error *error);

#endif
