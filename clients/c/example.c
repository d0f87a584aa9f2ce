/*
 * Looks an account up, pays into it, waits for the end of the payout if it is under way, and asks what became of it.
 *
 *     OY_SOCKET=/run/oyd/oyd.sock build/example [--real] BANK ACCOUNT AMOUNT [ID]
 *
 * ID names the payout: to retry a payout, give its id: it is paid only once. Where the gateway stands before the real
 * OY!, and not before a simulator on this host, it pays only with --real.
 */
#include <errno.h>
#include <oy/oy.h>
#include <oy/rpcs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "local.h"
#include "rupiah.h"

typedef struct order {
  bool real;
  char *bank, *account;
  int64_t amount;
  char *id;
  bool begun; /* it may have been asked to be paid, by this run or the one that named the id */
} order;

/* Whole rupiah, more than zero; 0 where the text is anything else: Rp 12 is not what 12.500 means. */
static int64_t read_amount(const char *text) {
  char *end = NULL;
  errno = 0;
  long long amount = strtoll(text, &end, 10);
  bool is_whole = *text >= '0' && *text <= '9' && *end == 0 && errno == 0;
  return is_whole ? amount : 0;
}

/* False: they are not as they should be. */
static bool read_arguments(int argc, char **argv, order *given) {
  char *words[4] = {NULL};
  int count = 0;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--real") == 0)
      given->real = true;
    else if (count == 4 || argv[i][0] == '-' || argv[i][0] == 0)
      return false;
    else
      words[count++] = argv[i];
  }
  if (count < 3)
    return false;
  given->bank = words[0];
  given->account = words[1];
  given->amount = read_amount(words[2]);
  given->id = words[3];
  given->begun = given->id != NULL;
  return given->amount > 0;
}

static const char *word(const char *text) {
  return text ? text : "";
}

static void tell(const char *what, const oy_error *error) {
  fprintf(stderr, "%-9s %s %s%s%s: %s\n", what, oy_result_name(error->code), error->reason,
          *error->oy_code ? ", OY! " : "", error->oy_code, error->message);
}

static oy_result inquire(oy_client *client, char *bank, char *account, oy_error *error) {
  Oy__V1__InquireAccountRequest request = OY__V1__INQUIRE_ACCOUNT_REQUEST__INIT;
  request.recipient_bank = bank;
  request.recipient_account = account;
  Oy__V1__InquireAccountResponse *holder = NULL;
  if (oy_disbursement_inquire_account(client, &request, &holder, 5000, error) == OY_OK)
    printf("inquiry   %s %s belongs to %s\n", bank, account, holder->recipient_name);
  oy__v1__inquire_account_response__free_unpacked(holder, NULL);
  return error->code;
}

/* *state: where the payout stands once the gateway has it. That is not yet a payment. */
static oy_result remit(oy_client *client, const order *given, Oy__V1__PayoutState *state, oy_error *error) {
  Oy__V1__RemitRequest request = OY__V1__REMIT_REQUEST__INIT;
  request.recipient_bank = given->bank;
  request.recipient_account = given->account;
  request.amount = given->amount;
  request.note = "Split lunch bill";
  request.partner_trx_id = given->id;
  Oy__V1__RemitResponse *payout = NULL;
  char amount[40];
  if (oy_disbursement_remit(client, &request, &payout, 20000, error) == OY_OK) {
    *state = payout->state;
    printf("payout    %s, %s, OY! %s %s, trx_id %s\n", rupiah(given->amount, amount), oy_payout_state_name(payout->state),
           payout->status ? payout->status->code : "-", payout->status ? word(payout->status->message) : "",
           payout->trx_id);
  }
  oy__v1__remit_response__free_unpacked(payout, NULL);
  return error->code;
}

/* Waits a while for the end of a payout that is under way. */
static oy_result wait_for_end(oy_client *client, char *name, Oy__V1__PayoutState *state, oy_error *error) {
  Oy__V1__WaitPayoutRequest request = OY__V1__WAIT_PAYOUT_REQUEST__INIT;
  request.partner_trx_id = name;
  Oy__V1__WaitPayoutResponse *response = NULL;
  if (oy_payout_wait_payout(client, &request, &response, 20000, error) == OY_OK && response->payout)
    *state = response->payout->state;
  oy__v1__wait_payout_response__free_unpacked(response, NULL);
  return error->code;
}

/* Only COMPLETED means paid. */
static bool is_paid(oy_client *client, const order *given, oy_error *error) {
  Oy__V1__PayoutState state = OY__V1__PAYOUT_STATE__PAYOUT_STATE_UNSPECIFIED;
  const Oy__V1__PayoutState paid = OY__V1__PAYOUT_STATE__PAYOUT_STATE_COMPLETED;
  if (remit(client, given, &state, error) == OY_OK && state != paid)
    wait_for_end(client, given->id, &state, error);
  return error->code == OY_OK && state == paid;
}

static oy_result ask(oy_client *client, char *name, oy_error *error) {
  Oy__V1__GetRemitStatusRequest request = OY__V1__GET_REMIT_STATUS_REQUEST__INIT;
  request.partner_trx_id = name;
  Oy__V1__GetRemitStatusResponse *status = NULL;
  if (oy_disbursement_get_remit_status(client, &request, &status, 5000, error) == OY_OK)
    printf("status    %s, OY! %s %s\n", oy_payout_state_name(status->state), status->status ? status->status->code : "-",
           status->status ? word(status->status->message) : "");
  oy__v1__get_remit_status_response__free_unpacked(status, NULL);
  return error->code;
}

/* Whether the money is not real, or meant to be. */
static bool may_pay(oy_client *client, const order *given, oy_error *error) {
  if (given->real || gateway_is_local(client, error))
    return true;
  if (error->code != OY_OK)
    tell("error", error);
  else
    fprintf(stderr, "refused   the gateway pays real money: run with --real to do it\n");
  return false;
}

static int run(oy_client *client, order *given, oy_error *error) {
  if (!may_pay(client, given, error))
    return EXIT_FAILURE;
  /* Told before it is paid. A real service keeps it where it survives its own crash. */
  printf("id        %s\n", given->id);
  fflush(stdout);
  bool is_known = inquire(client, given->bank, given->account, error) == OY_OK;
  given->begun = given->begun || is_known;
  if (is_known && is_paid(client, given, error) && ask(client, given->id, error) == OY_OK) {
    char amount[40];
    printf("paid      %s\n", rupiah(given->amount, amount));
    if (given->real)
      return EXIT_SUCCESS;
    printf("An error looks like this, here about an account that does not exist:\n");
    if (inquire(client, "014", "8888888888", error) != OY_OK)
      printf("error     %s, reason %s, oy_code %s: %s\n", oy_result_name(error->code), error->reason, error->oy_code,
             error->message);
    return EXIT_SUCCESS;
  }
  if (oy_error_not_paid(error)) {
    tell("not paid", error);
  } else {
    if (error->code != OY_OK)
      tell("error", error);
    if (given->begun)
      fprintf(stderr, "still open: run again with this id: %s\n", given->id);
    else
      fprintf(stderr, "nothing was paid\n");
  }
  return EXIT_FAILURE;
}

int main(int argc, char **argv) {
  order given = {.real = false};
  if (!read_arguments(argc, argv, &given)) {
    fprintf(stderr, "usage: example [--real] BANK ACCOUNT AMOUNT [ID]\nAMOUNT is in whole rupiah, digits only\n"
                    "to retry a payout, give its id: it is paid only once\n");
    return 2;
  }
  char fresh[96]; /* a new name for a new payout; who is in doubt about one gives its name, and pays it once */
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  snprintf(fresh, sizeof fresh, "example-c-%lld-%09ld-%d", (long long)now.tv_sec, now.tv_nsec, (int)getpid());
  if (!given.id)
    given.id = fresh;

  const char *path = getenv("OY_SOCKET");
  oy_error error = OY_ERROR_INIT;
  oy_client *client = oy_client_new(path ? path : "/run/oyd/oyd.sock");
  int status = run(client, &given, &error);
  oy_error_clear(&error);
  oy_client_free(client);
  return status;
}
