/* How errors are made. Every function returns the error's code; `error` may be NULL. */
#ifndef OY_ERROR_H
#define OY_ERROR_H

#include <google/rpc/status.pb-c.h>

#include "oy/oy.h"

/* Ends the message of an error that came before anything was sent. It holds for that call alone. */
#define OY_UNSENT "nothing was sent for this call; what an earlier call of the same id did still stands"

/* An error of this library's own. The texts must be literals. */
oy_result oy_fail(oy_error *error, oy_result code, const char *reason, const char *message);

/* The same for one that came before anything was sent. The message ends with OY_UNSENT. */
oy_result oy_fail_unsent(oy_error *error, oy_result code, const char *reason, const char *message);

/* Says of an error of a payout's last call that an earlier one was sent: it is not `unsent` then. */
void oy_error_sent_before(oy_error *error);

/*
 * A payout that is under way. Where `error` is one of WaitPayout's, which says nothing about the payout, its words and its
 * delay are kept, but neither its code nor its facts.
 */
oy_result oy_fail_still_open(oy_error *error);

/* The socket at `path` can't be reached; `why` is copied. */
oy_result oy_fail_unconnected(oy_error *error, const char *path, const char *why);

/* The same with what errno says as `why`; oy_error_cause gives it back. */
oy_result oy_fail_connect(oy_error *error, const char *path, int cause);

/* The errno for which connecting failed; 0 for any other error. */
int oy_error_cause(const oy_error *error);

/* No event came in time; `why` no stream is open is copied, and empty where one is. */
oy_result oy_fail_nothing_yet(oy_error *error, const char *why);

/* Something is NULL that may not be. */
oy_result oy_fail_null_given(oy_error *error);

/* `cause` is the errno with which the connection ended; 0: the gateway closed it. */
oy_result oy_fail_connection_lost(oy_error *error, int cause);
oy_result oy_fail_deadline_passed(oy_error *error);
oy_result oy_fail_unreadable(oy_error *error);
oy_result oy_fail_answer_too_large(oy_error *error);
oy_result oy_fail_no_memory(oy_error *error);

/* The deadline passed before anything was sent. */
oy_result oy_fail_deadline_passed_unsent(oy_error *error);

/* No memory, before anything was sent. */
oy_result oy_fail_no_memory_unsent(oy_error *error);

/* The gateway's error. Takes `status` over. A detail of an unknown kind, or one that can't be read, is passed over. */
oy_result oy_fail_with_status(oy_error *error, Google__Rpc__Status *status);

/* What errno says, put into `text`, which is returned. */
const char *oy_errno_text(int number, char *text, size_t room);

#endif
