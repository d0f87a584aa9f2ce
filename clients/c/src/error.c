#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What an error's strings and arrays point into: a status of the gateway's with its details, or a text of our own. */
struct oy_error_storage {
  char *text;
  Google__Rpc__Status *status;
  Google__Rpc__ErrorInfo *info;
  Google__Rpc__BadRequest *bad_request;
  int cause;
};

const char *oy_result_name(oy_result code) {
  static const char *const names[] = {
      "OK",          "CANCELLED",        "UNKNOWN",       "INVALID_ARGUMENT",  "DEADLINE_EXCEEDED",   "NOT_FOUND",
      "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE",
      "UNIMPLEMENTED", "INTERNAL",       "UNAVAILABLE",   "DATA_LOSS",         "UNAUTHENTICATED"};
  return (unsigned)code < sizeof names / sizeof *names ? names[code] : "UNKNOWN";
}

const char *oy_error_metadata(const oy_error *error, const char *key) {
  for (size_t i = 0; error && key && i < error->n_metadata; i++)
    if (strcmp(error->metadata[i]->key, key) == 0)
      return error->metadata[i]->value;
  return NULL;
}

bool oy_error_not_paid(const oy_error *error) {
  const char *word = oy_error_metadata(error, "not_paid");
  return word && error->answered && strcmp(word, "true") == 0;
}

void oy_error_clear(oy_error *error) {
  if (!error)
    return;
  if (error->storage) {
    free(error->storage->text);
    google__rpc__status__free_unpacked(error->storage->status, NULL);
    google__rpc__error_info__free_unpacked(error->storage->info, NULL);
    google__rpc__bad_request__free_unpacked(error->storage->bad_request, NULL);
    free(error->storage);
  }
  *error = (oy_error)OY_ERROR_INIT;
}

oy_result oy_fail(oy_error *error, oy_result code, const char *reason, const char *message) {
  if (error) {
    oy_error_clear(error);
    error->code = code;
    error->reason = reason;
    error->message = message;
    error->domain = OY_CLIENT_DOMAIN;
  }
  return code;
}

oy_result oy_fail_unsent(oy_error *error, oy_result code, const char *reason, const char *message) {
  oy_fail(error, code, reason, message);
  if (error)
    error->unsent = true;
  return code;
}

/* An error with a text that is made here. Where there is no memory for it, `plain` says less. */
__attribute__((format(printf, 5, 6))) static oy_result fail_with_text(oy_error *error, oy_result code,
                                                                      const char *reason, const char *plain,
                                                                      const char *format, ...) {
  oy_fail(error, code, reason, plain);
  struct oy_error_storage *storage = error ? calloc(1, sizeof *storage) : NULL;
  const size_t room = 512;
  if (storage)
    storage->text = malloc(room);
  if (storage && storage->text) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(storage->text, room, format, arguments);
    va_end(arguments);
    error->storage = storage;
    error->message = storage->text;
  } else {
    free(storage);
  }
  return code;
}

#define SENT_BEFORE "the payout was sent before, and may be paid"

void oy_error_sent_before(oy_error *error) {
  if (!error->unsent)
    return;
  char what[512];
  snprintf(what, sizeof what, "%s", error->message);
  char *end = strstr(what, OY_UNSENT);
  if (end)
    *end = 0;
  fail_with_text(error, error->code, error->reason, "the last call was not sent; " SENT_BEFORE, "%s" SENT_BEFORE, what);
}

#define STILL_OPEN "the payout is under way: call again later, with the same id"

oy_result oy_fail_still_open(oy_error *error) {
  if (error->code == OY_OK)
    return oy_fail(error, OY_DEADLINE_EXCEEDED, "STILL_OPEN", STILL_OPEN);
  char what[512];
  snprintf(what, sizeof what, "%s: %s", error->reason, error->message);
  int64_t retry_delay_ms = error->retry_delay_ms;
  fail_with_text(error, OY_DEADLINE_EXCEEDED, "STILL_OPEN", STILL_OPEN, STILL_OPEN "; WaitPayout answered %s", what);
  error->retry_delay_ms = retry_delay_ms;
  return OY_DEADLINE_EXCEEDED;
}

const char *oy_errno_text(int number, char *text, size_t room) {
  if (strerror_r(number, text, room) != 0)
    snprintf(text, room, "error %d", number);
  return text;
}

oy_result oy_fail_unconnected(oy_error *error, const char *path, const char *why) {
  fail_with_text(error, OY_UNAVAILABLE, "CONNECT_FAILED", "the gateway's socket can't be reached; " OY_UNSENT,
                 "%s: %s; " OY_UNSENT, path, why);
  if (error)
    error->unsent = true;
  return OY_UNAVAILABLE;
}

oy_result oy_fail_connect(oy_error *error, const char *path, int cause) {
  char text[128];
  oy_result code = oy_fail_unconnected(error, path, oy_errno_text(cause, text, sizeof text));
  if (error && error->storage)
    error->storage->cause = cause;
  return code;
}

int oy_error_cause(const oy_error *error) {
  return error->storage ? error->storage->cause : 0;
}

oy_result oy_fail_nothing_yet(oy_error *error, const char *why) {
  const char *plain = "no event came in time";
  if (!*why)
    return oy_fail(error, OY_DEADLINE_EXCEEDED, "NOTHING_YET", plain);
  return fail_with_text(error, OY_DEADLINE_EXCEEDED, "NOTHING_YET", plain, "%s, and no stream is open: %s", plain, why);
}

oy_result oy_fail_null_given(oy_error *error) {
  return oy_fail_unsent(error, OY_INVALID_ARGUMENT, "NULL_GIVEN",
                        "the client, the request, or what to read from or into is NULL; " OY_UNSENT);
}

#define LOST "the connection to the gateway ended before the answer came"
#define CARRIED_OUT "the call may have been carried out"

oy_result oy_fail_connection_lost(oy_error *error, int cause) {
  if (cause == 0)
    return oy_fail(error, OY_UNAVAILABLE, "CONNECTION_LOST", LOST ": the gateway closed it; " CARRIED_OUT);
  char text[128];
  return fail_with_text(error, OY_UNAVAILABLE, "CONNECTION_LOST", LOST "; " CARRIED_OUT, LOST ": %s; " CARRIED_OUT,
                        oy_errno_text(cause, text, sizeof text));
}

oy_result oy_fail_deadline_passed(oy_error *error) {
  return oy_fail(error, OY_DEADLINE_EXCEEDED, "DEADLINE_PASSED",
                 "no answer came in time; the call may have been carried out, or be carried out yet");
}

oy_result oy_fail_deadline_passed_unsent(oy_error *error) {
  return oy_fail_unsent(error, OY_DEADLINE_EXCEEDED, "DEADLINE_PASSED",
                        "the call could not be sent in time; " OY_UNSENT);
}

oy_result oy_fail_unreadable(oy_error *error) {
  return oy_fail(error, OY_INTERNAL, "ANSWER_UNREADABLE",
                 "the gateway's answer can't be read; the call may have been carried out");
}

oy_result oy_fail_answer_too_large(oy_error *error) {
  return oy_fail(error, OY_RESOURCE_EXHAUSTED, "ANSWER_TOO_LARGE",
                 "the answer is larger than 4 MiB; the call may have been carried out");
}

oy_result oy_fail_no_memory(oy_error *error) {
  return oy_fail(error, OY_RESOURCE_EXHAUSTED, "NO_MEMORY", "no memory is left; the call may have been carried out");
}

oy_result oy_fail_no_memory_unsent(oy_error *error) {
  return oy_fail_unsent(error, OY_RESOURCE_EXHAUSTED, "NO_MEMORY", "no memory is left; " OY_UNSENT);
}

/* Whether the Any holds the message of this name. */
static bool is(const Google__Protobuf__Any *any, const char *name) {
  const char *slash = strrchr(any->type_url, '/');
  return strcmp(slash ? slash + 1 : any->type_url, name) == 0;
}

/* Never below zero, and a day at most: no caller has to fear for its clock. */
static int64_t delay_ms(const Google__Protobuf__Duration *delay) {
  const int64_t a_day = 24 * 60 * 60;
  if (delay->seconds >= a_day)
    return a_day * 1000;
  int64_t milliseconds = delay->seconds < 0 ? 0 : delay->seconds * 1000 + delay->nanos / 1000000;
  return milliseconds < 0 ? 0 : milliseconds;
}

/* Of each kind the first one counts. */
static void read_detail(oy_error *error, const Google__Protobuf__Any *detail) {
  struct oy_error_storage *storage = error->storage;
  size_t length = detail->value.len;
  const uint8_t *bytes = detail->value.data;
  if (is(detail, "google.rpc.ErrorInfo") && !storage->info) {
    storage->info = google__rpc__error_info__unpack(NULL, length, bytes);
  } else if (is(detail, "google.rpc.BadRequest") && !storage->bad_request) {
    storage->bad_request = google__rpc__bad_request__unpack(NULL, length, bytes);
  } else if (is(detail, "google.rpc.RetryInfo") && error->retry_delay_ms < 0) {
    Google__Rpc__RetryInfo *retry = google__rpc__retry_info__unpack(NULL, length, bytes);
    if (retry && retry->retry_delay)
      error->retry_delay_ms = delay_ms(retry->retry_delay);
    google__rpc__retry_info__free_unpacked(retry, NULL);
  }
}

oy_result oy_fail_with_status(oy_error *error, Google__Rpc__Status *status) {
  oy_result code = status->code > OY_OK && status->code <= OY_UNAUTHENTICATED ? (oy_result)status->code : OY_UNKNOWN;
  struct oy_error_storage *storage = error ? calloc(1, sizeof *storage) : NULL;
  if (!storage) {
    if (error) {
      oy_fail(error, code, "", "");
      error->domain = "";
      error->answered = true;
    }
    google__rpc__status__free_unpacked(status, NULL);
    return code;
  }
  oy_error_clear(error);
  storage->status = status;
  error->storage = storage;
  error->code = code;
  error->message = status->message;
  error->answered = true;
  for (size_t i = 0; i < status->n_details; i++)
    read_detail(error, status->details[i]);
  if (storage->info) {
    error->reason = storage->info->reason;
    error->domain = storage->info->domain;
    error->n_metadata = storage->info->n_metadata;
    error->metadata = storage->info->metadata;
    const char *oy_code_text = oy_error_metadata(error, "oy_code");
    const char *oy_message = oy_error_metadata(error, "oy_message");
    error->oy_code = oy_code_text ? oy_code_text : "";
    error->oy_message = oy_message ? oy_message : "";
  }
  if (storage->bad_request) {
    error->n_violations = storage->bad_request->n_field_violations;
    error->violations = storage->bad_request->field_violations;
  }
  return code;
}
