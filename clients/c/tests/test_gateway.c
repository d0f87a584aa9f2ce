/* The client against a real oyd in front of oysim. Needs OY_SOCKET. */
#include <oy/events.h>
#include <oy/oy.h>
#include <oy/rpcs.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "../local.h"
#include "check.h"

enum { TIMEOUT_MS = 20000, AT_ONCE = 50 };

static oy_client *client;
static oy_error error = OY_ERROR_INIT;
static char unique[64];

static void tell_error(void) {
  if (error.code != OY_OK)
    fprintf(stderr, "  %s %s: %s\n", oy_result_name(error.code), error.reason, error.message);
}

/* Fails the test, and tells the error, unless the call succeeded. */
#define CHECK_OK(call)     \
  do {                     \
    CHECK((call) == OY_OK); \
    tell_error();          \
  } while (0)

static void gateway(void) {
  Oy__V1__WhoAmIRequest who = OY__V1__WHO_AM_IREQUEST__INIT;
  Oy__V1__WhoAmIResponse *me = NULL;
  CHECK_OK(oy_gateway_who_am_i(client, &who, &me, TIMEOUT_MS, &error));
  CHECK(me && me->uid == getuid() && me->gid == getgid() && me->pid == getpid() && *me->name);
  oy__v1__who_am_iresponse__free_unpacked(me, NULL);

  Oy__V1__GetInfoRequest what = OY__V1__GET_INFO_REQUEST__INIT;
  Oy__V1__GetInfoResponse *info = NULL;
  CHECK_OK(oy_gateway_get_info(client, &what, &info, TIMEOUT_MS, &error));
  CHECK(info && *info->version && *info->base_url);
  oy__v1__get_info_response__free_unpacked(info, NULL);
}

static void health(void) {
  Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
  Grpc__Health__V1__HealthCheckResponse *response = NULL;
  CHECK_OK(oy_health_check(client, &request, &response, TIMEOUT_MS, &error));
  CHECK(response && response->status == GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING);
  grpc__health__v1__health_check_response__free_unpacked(response, NULL);

  oy_stream *stream = NULL;
  CHECK_OK(oy_health_watch(client, &request, &stream, OY_NO_DEADLINE, &error));
  if (stream) {
    CHECK_OK(oy_health_watch_next(stream, &response, TIMEOUT_MS, &error));
    CHECK(response && response->status == GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING);
    grpc__health__v1__health_check_response__free_unpacked(response, NULL);
    CHECK(oy_health_watch_next(stream, &response, 100, &error) == OY_DEADLINE_EXCEEDED);
    CHECK_TEXT(error.reason, "NOTHING_YET");
  }
  oy_stream_free(stream);
}

static Oy__V1__InquireAccountResponse *inquire(char *account, int timeout_ms, oy_error *told) {
  Oy__V1__InquireAccountRequest request = OY__V1__INQUIRE_ACCOUNT_REQUEST__INIT;
  request.recipient_bank = "014";
  request.recipient_account = account;
  Oy__V1__InquireAccountResponse *response = NULL;
  oy_disbursement_inquire_account(client, &request, &response, timeout_ms, told);
  return response;
}

static void inquiries(void) {
  Oy__V1__InquireAccountResponse *holder = inquire("1239812390", TIMEOUT_MS, &error);
  CHECK(holder && *holder->recipient_name);
  tell_error();
  oy__v1__inquire_account_response__free_unpacked(holder, NULL);

  CHECK(inquire("8888888888", TIMEOUT_MS, &error) == NULL);
  CHECK(error.code == OY_NOT_FOUND);
  CHECK(error.answered);
  CHECK_TEXT(error.oy_code, "209");
  CHECK_TEXT(error.domain, "oyindonesia.com");
  CHECK(*error.reason && *error.oy_message);

  CHECK(inquire("", TIMEOUT_MS, &error) == NULL);
  CHECK(error.code == OY_INVALID_ARGUMENT);
  CHECK(error.n_violations == 1);
  if (error.n_violations == 1)
    CHECK_TEXT(error.violations[0]->field, "recipient_account");
}

static void payout(void) {
  Oy__V1__RemitRequest request = OY__V1__REMIT_REQUEST__INIT;
  request.recipient_bank = "014";
  request.recipient_account = "1239812390";
  request.amount = 125000;
  request.note = "test";
  request.partner_trx_id = unique;
  Oy__V1__RemitResponse *begun = NULL;
  CHECK_OK(oy_disbursement_remit(client, &request, &begun, TIMEOUT_MS, &error));
  CHECK(begun && strcmp(begun->partner_trx_id, unique) == 0 && begun->amount == 125000 && *begun->trx_id);
  oy__v1__remit_response__free_unpacked(begun, NULL);

  Oy__V1__GetRemitStatusRequest ask = OY__V1__GET_REMIT_STATUS_REQUEST__INIT;
  ask.partner_trx_id = unique;
  Oy__V1__GetRemitStatusResponse *status = NULL;
  CHECK_OK(oy_disbursement_get_remit_status(client, &ask, &status, TIMEOUT_MS, &error));
  CHECK(status && strcmp(status->partner_trx_id, unique) == 0 && status->amount == 125000);
  CHECK(status && (status->state == OY__V1__PAYOUT_STATE__PAYOUT_STATE_IN_PROGRESS ||
                   status->state == OY__V1__PAYOUT_STATE__PAYOUT_STATE_COMPLETED));
  oy__v1__get_remit_status_response__free_unpacked(status, NULL);
}

static void balance(void) {
  Oy__V1__GetBalanceRequest request = OY__V1__GET_BALANCE_REQUEST__INIT;
  Oy__V1__GetBalanceResponse *response = NULL;
  CHECK_OK(oy_disbursement_get_balance(client, &request, &response, TIMEOUT_MS, &error));
  CHECK(response && response->balance > 0);
  oy__v1__get_balance_response__free_unpacked(response, NULL);
}

static void check_virtual_account(char *id, const char *number) {
  Oy__V1__GetVirtualAccountRequest request = OY__V1__GET_VIRTUAL_ACCOUNT_REQUEST__INIT;
  request.id = id;
  Oy__V1__GetVirtualAccountResponse *read = NULL;
  CHECK_OK(oy_virtual_account_get_virtual_account(client, &request, &read, TIMEOUT_MS, &error));
  CHECK(read && strcmp(read->va_number, number) == 0 && read->amount == 50000 && !read->is_open);
  oy__v1__get_virtual_account_response__free_unpacked(read, NULL);

  Oy__V1__ListVirtualAccountsRequest list = OY__V1__LIST_VIRTUAL_ACCOUNTS_REQUEST__INIT;
  list.limit = 1000;
  Oy__V1__ListVirtualAccountsResponse *page = NULL;
  bool found = false;
  CHECK_OK(oy_virtual_account_list_virtual_accounts(client, &list, &page, TIMEOUT_MS, &error));
  for (size_t i = 0; page && i < page->n_data; i++)
    found = found || strcmp(page->data[i]->id, id) == 0;
  CHECK(found);
  oy__v1__list_virtual_accounts_response__free_unpacked(page, NULL);
}

static void virtual_account(void) {
  Google__Protobuf__BoolValue no = GOOGLE__PROTOBUF__BOOL_VALUE__INIT;
  Oy__V1__CreateVirtualAccountRequest request = OY__V1__CREATE_VIRTUAL_ACCOUNT_REQUEST__INIT;
  request.partner_user_id = unique;
  request.bank_code = "002";
  request.amount = 50000;
  request.is_open = &no;
  Oy__V1__CreateVirtualAccountResponse *made = NULL;
  CHECK_OK(oy_virtual_account_create_virtual_account(client, &request, &made, TIMEOUT_MS, &error));
  CHECK(made && *made->va_number);
  if (made)
    check_virtual_account(made->id, made->va_number);
  oy__v1__create_virtual_account_response__free_unpacked(made, NULL);
}

static void unknown_method(void) {
  Oy__V1__WhoAmIRequest request = OY__V1__WHO_AM_IREQUEST__INIT;
  ProtobufCMessage *response = NULL;
  CHECK(oy_call_named(client, "oy.v1.GatewayService", "NoSuchMethod", &request.base,
                      &oy__v1__who_am_iresponse__descriptor, &response, TIMEOUT_MS, &error) == OY_UNIMPLEMENTED);
  CHECK(oy_call_named(client, "oy.v1.NoSuchService", "WhoAmI", &request.base, &oy__v1__who_am_iresponse__descriptor,
                      &response, TIMEOUT_MS, &error) == OY_UNIMPLEMENTED);
}

typedef struct inquiry {
  char account[32];
  int timeout_ms;
  bool right;
  oy_result code;
} inquiry;

static void *run_inquiry(void *argument) {
  inquiry *own = argument;
  oy_error mine = OY_ERROR_INIT;
  Oy__V1__InquireAccountResponse *holder = inquire(own->account, own->timeout_ms, &mine);
  own->right = holder && strcmp(holder->recipient_account, own->account) == 0;
  own->code = mine.code;
  oy__v1__inquire_account_response__free_unpacked(holder, NULL);
  oy_error_clear(&mine);
  return NULL;
}

static void run_at_once(inquiry *inquiries, int timeout_ms) {
  pthread_t threads[AT_ONCE];
  for (int i = 0; i < AT_ONCE; i++) {
    inquiries[i] = (inquiry){.timeout_ms = timeout_ms};
    snprintf(inquiries[i].account, sizeof inquiries[i].account, "10000000%02d", i);
    pthread_create(&threads[i], NULL, run_inquiry, &inquiries[i]);
  }
  for (int i = 0; i < AT_ONCE; i++)
    pthread_join(threads[i], NULL);
}

static void fifty_calls_at_once(void) {
  inquiry inquiries[AT_ONCE];
  run_at_once(inquiries, TIMEOUT_MS);
  for (int i = 0; i < AT_ONCE; i++)
    CHECK(inquiries[i].right);
}

/* A millisecond is the shortest deadline, and the gateway may be faster; so many calls at once that it can't always be. */
static void deadline_passed(void) {
  inquiry inquiries[AT_ONCE];
  int late = 0;
  for (int round = 0; round < 100 && late == 0; round++) {
    run_at_once(inquiries, 1);
    for (int i = 0; i < AT_ONCE; i++) {
      CHECK(inquiries[i].code == OY_OK || inquiries[i].code == OY_DEADLINE_EXCEEDED);
      late += inquiries[i].code == OY_DEADLINE_EXCEEDED;
    }
  }
  CHECK(late > 0);
}

/* That nothing more is said of the payout to a consumer that has acknowledged the last of it. */
static void check_acknowledged(char *name, const Oy__V1__EventKind *kinds) {
  oy_events *stream = oy_events_open(client, name, kinds, 1, OY_AFTER_ACKNOWLEDGED);
  Oy__V1__Event *event = NULL;
  while (oy_events_next(stream, &event, 500, &error) == OY_OK) {
    CHECK(strcmp(event->payout_change->partner_trx_id, name) != 0);
    oy__v1__event__free_unpacked(event, NULL);
  }
  CHECK_TEXT(error.reason, "NOTHING_YET");
  oy_events_free(stream);
}

/* A payout tells of its states, and again to a consumer that acknowledged nothing. */
static void events(void) {
  char name[80];
  snprintf(name, sizeof name, "%s-events", unique);
  Oy__V1__RemitRequest request = OY__V1__REMIT_REQUEST__INIT;
  request.recipient_bank = "014";
  request.recipient_account = "1239812390";
  request.amount = 10000;
  request.partner_trx_id = name;
  Oy__V1__RemitResponse *begun = NULL;
  CHECK_OK(oy_disbursement_remit(client, &request, &begun, TIMEOUT_MS, &error));
  oy__v1__remit_response__free_unpacked(begun, NULL);

  Oy__V1__EventKind kinds[] = {OY__V1__EVENT_KIND__EVENT_KIND_PAYOUT};
  for (int round = 0; round < 2; round++) {
    oy_events *stream = oy_events_open(client, name, kinds, 1, OY_AFTER_ACKNOWLEDGED);
    bool is_final = false;
    while (!is_final) {
      Oy__V1__Event *event = NULL;
      CHECK_OK(oy_events_next(stream, &event, 60000, &error));
      if (!event)
        break;
      is_final = strcmp(event->payout_change->partner_trx_id, name) == 0 &&
                 event->payout_change->state == OY__V1__PAYOUT_STATE__PAYOUT_STATE_COMPLETED;
      if (is_final && round == 1)
        CHECK_OK(oy_events_ack(stream, event, TIMEOUT_MS, &error));
      oy__v1__event__free_unpacked(event, NULL);
    }
    CHECK(is_final);
    oy_events_free(stream);
  }
  check_acknowledged(name, kinds);
}

int main(void) {
  const char *path = getenv("OY_SOCKET");
  client = oy_client_new(path ? path : "");
  if (!gateway_is_local(client, &error)) {
    tell_error();
    fprintf(stderr, "refused: these tests pay, and only through a gateway before a simulator on this host\n");
    return EXIT_FAILURE;
  }
  snprintf(unique, sizeof unique, "c-%lld-%d", (long long)time(NULL), (int)getpid());
  gateway();
  health();
  inquiries();
  payout();
  balance();
  virtual_account();
  unknown_method();
  events();
  fifty_calls_at_once();
  deadline_passed();
  oy_error_clear(&error);
  oy_client_free(client);
  return report("C client against the gateway");
}
