/*
 * A client of oy-gateway, on libprotobuf-c alone: pay through a local daemon that holds the OY! API key.
 *
 *     oy_error error = OY_ERROR_INIT;
 *     oy_client *client = oy_client_new("/run/oyd/oyd.sock");
 *     Oy__V1__InquireAccountRequest request = OY__V1__INQUIRE_ACCOUNT_REQUEST__INIT;
 *     Oy__V1__InquireAccountResponse *account = NULL;
 *     request.recipient_bank = "014";
 *     request.recipient_account = "1239812390";
 *     if (oy_disbursement_inquire_account(client, &request, &account, 5000, &error) == OY_OK)
 *       puts(account->recipient_name);
 *     else
 *       fprintf(stderr, "%s %s: %s\n", oy_result_name(error.code), error.reason, error.message);
 *     oy__v1__inquire_account_response__free_unpacked(account, NULL);
 *     oy_error_clear(&error);
 *     oy_client_free(client);
 *
 * oy/rpcs.h has one such function for each RPC; the two functions oy_call and oy_stream_open below stand behind all.
 */
#ifndef OY_OY_H
#define OY_OY_H

#include <google/rpc/error_details.pb-c.h>
#include <oy/v1/payout_state.pb-c.h>
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default) /* what is declared here is all that the library lets out */

/* What kind of error it is: the codes of google.rpc. A code that is not among them is OY_UNKNOWN. */
typedef enum oy_result {
  OY_OK = 0,
  OY_CANCELLED = 1,
  OY_UNKNOWN = 2,
  OY_INVALID_ARGUMENT = 3,
  OY_DEADLINE_EXCEEDED = 4,
  OY_NOT_FOUND = 5,
  OY_ALREADY_EXISTS = 6,
  OY_PERMISSION_DENIED = 7,
  OY_RESOURCE_EXHAUSTED = 8,
  OY_FAILED_PRECONDITION = 9,
  OY_ABORTED = 10,
  OY_OUT_OF_RANGE = 11,
  OY_UNIMPLEMENTED = 12,
  OY_INTERNAL = 13,
  OY_UNAVAILABLE = 14,
  OY_DATA_LOSS = 15,
  OY_UNAUTHENTICATED = 16
} oy_result;

/* The code's name, such as "NOT_FOUND". */
const char *oy_result_name(oy_result code);

/* The `domain` of errors that this library made itself: no answer of the gateway stands behind them. */
#define OY_CLIENT_DOMAIN "oy-gateway-client"

/*
 * Why a call did not get what it asked for. It does not allow you to pay again, unless oy_error_not_paid says so: repeat
 * Remit with the SAME partner_trx_id, or ask GetRemitStatus.
 *
 * Strings are never NULL; they and the arrays live until oy_error_clear or the next call that is given this error.
 * Begin with OY_ERROR_INIT. Each call clears it first, so one error can serve many calls, one after the other.
 */
typedef struct oy_error {
  oy_result code;
  const char *message;    /* for developers, in English */
  const char *reason;     /* for programs: UPPER_SNAKE, unique within `domain`; empty if none was given */
  const char *domain;     /* who says so: oy-gateway, oyindonesia.com or OY_CLIENT_DOMAIN */
  const char *oy_code;    /* OY!'s own code, such as 209; empty if OY! was not asked or gave none */
  const char *oy_message; /* OY!'s own text */
  size_t n_metadata;      /* facts about it; oy_error_metadata looks one up */
  Google__Rpc__ErrorInfo__MetadataEntry **metadata;
  size_t n_violations; /* every field of the request that was found wrong */
  Google__Rpc__BadRequest__FieldViolation **violations;
  int64_t retry_delay_ms; /* how long to wait before coming again, a day at most; -1 if the gateway did not say */
  bool answered;          /* who wrote it: the gateway, or this library; says nothing about a payout */
  bool unsent; /* certainly nothing was sent for this call; what an earlier call of the same id did still stands */
  struct oy_error_storage *storage;
} oy_error;

#define OY_ERROR_INIT \
  { OY_OK, "", "", "", "", "", 0, NULL, 0, NULL, -1, false, false, NULL }

/* The value of a fact; NULL where there is none, or no error. */
const char *oy_error_metadata(const oy_error *error, const char *key);

/*
 * Whether the gateway says that the payout has ended without being paid, as of this answer. OY! may turn out later to have
 * it after all: call Remit with the old id once more right before paying under a new one. Every other error of a payout,
 * whoever wrote it, leaves open whether it was or will be paid: ask for the same id again. With DUPLICATE_PARTNER_TRX_ID
 * OY! has a payout of that id already, which may be paid. Of NULL it is false.
 */
bool oy_error_not_paid(const oy_error *error);

/*
 * The state's name as the documents have it, for example "COMPLETED". "UNRECOGNIZED" for a state that this library does not
 * know, from a newer gateway: treat the payout as UNKNOWN.
 */
const char *oy_payout_state_name(Oy__V1__PayoutState state);

/* Frees what the error holds and makes it OY_ERROR_INIT again. */
void oy_error_clear(oy_error *error);

/* For timeouts: none of the caller's own. The gateway's default applies, and the client waits for ever. */
#define OY_NO_DEADLINE 0

/*
 * Calls the gateway at a socket. Any number of threads may call at once; their calls run side by side on one connection.
 * It connects with the first call, so that a service may start before the gateway. When the connection is lost, the calls
 * that wait fail with OY_UNAVAILABLE, CONNECTION_LOST, and the next call connects anew. A call is sent once: whether to
 * repeat it is for the caller to decide. After fork(), the child makes its own.
 */
typedef struct oy_client oy_client;

/*
 * A client of the gateway at the socket `path`, which is copied. Nothing is sent yet. NULL when there is no memory or no
 * path; every call on it then fails with the reason NULL_GIVEN.
 */
oy_client *oy_client_new(const char *path);

/* Closes and frees. No call may be in progress and none may follow. Streams live on their own. NULL is allowed. */
void oy_client_free(oy_client *client);

/*
 * Calls a unary method and waits for its answer.
 *
 * timeout_ms goes to the gateway as the call's deadline; the client itself gives up OY_GRACE_MS later, so that the
 * gateway's own answer comes first. Connecting, where it is needed, is part of that time and takes 5 s at most. When the
 * client gave up (or the connection was lost), the call may have been carried out, unless error->unsent says that nothing
 * was sent for it: a Remit is then repeated with the SAME partner_trx_id or looked up, never replaced.
 *
 * On OY_OK, *response is the answer, to be freed with the message's free_unpacked function or
 * protobuf_c_message_free_unpacked. Otherwise it is NULL, the code is returned, and `error` (which may be NULL) tells more.
 * Whatever else is NULL makes the call fail with the reason NULL_GIVEN.
 */
oy_result oy_call(oy_client *client, const ProtobufCServiceDescriptor *service, const char *method,
                const ProtobufCMessage *request, ProtobufCMessage **response, int timeout_ms, oy_error *error);

/* The same for a method that no descriptor knows. */
oy_result oy_call_named(oy_client *client, const char *service, const char *method, const ProtobufCMessage *request,
                      const ProtobufCMessageDescriptor *response_type, ProtobufCMessage **response, int timeout_ms,
                      oy_error *error);

#define OY_GRACE_MS 250

/*
 * The messages of a server-streaming call. It has a connection of its own: ttrpc can cancel a call only by closing its
 * connection, and so a slow reader holds up nobody but itself. One thread reads; any thread may cancel.
 */
typedef struct oy_stream oy_stream;

/* Opens a server-streaming method. timeout_ms bounds the whole stream; connecting takes 5 s at most. */
oy_result oy_stream_open(oy_client *client, const ProtobufCServiceDescriptor *service, const char *method,
                       const ProtobufCMessage *request, int timeout_ms, oy_stream **stream, oy_error *error);

/*
 * Waits up to wait_ms (negative: as long as the stream may last) for the next message, which the caller frees.
 *
 * OY_OK with a message; OY_OK with NULL at the end; OY_DEADLINE_EXCEEDED with the reason NOTHING_YET when wait_ms is over,
 * and then the stream goes on and nothing is lost; any other error ends it.
 */
oy_result oy_stream_next(oy_stream *stream, ProtobufCMessage **message, int wait_ms, oy_error *error);

/* Cancels the call. A thread that waits in oy_stream_next finds the end. NULL is allowed. */
void oy_stream_cancel(oy_stream *stream);

/* Cancels and frees. No other thread may be using it. NULL is allowed. */
void oy_stream_free(oy_stream *stream);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
