/*
 * Looks an account up, pays into it, and asks what became of the payout.
 *
 *     OY_SOCKET=/run/oyd/oyd.sock build/example [BANK ACCOUNT AMOUNT]
 */
#include <inttypes.h>
#include <oy/oy.h>
#include <oy/rpcs.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const char *state_name(Oy__V1__PayoutState state) {
  const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(&oy__v1__payout_state__descriptor, state);
  return value ? value->name : "?";
}

static const char *word(const char *text) {
  return text ? text : "";
}

static int failed(oy_error *error) {
  fprintf(stderr, "failed    %s %s%s%s: %s\n", oy_result_name(error->code), error->reason, *error->oy_code ? ", OY! " : "",
          error->oy_code, error->message);
  oy_error_clear(error);
  return EXIT_FAILURE;
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

static oy_result pay(oy_client *client, char *bank, char *account, int64_t amount, char *name, oy_error *error) {
  Oy__V1__RemitRequest request = OY__V1__REMIT_REQUEST__INIT;
  request.recipient_bank = bank;
  request.recipient_account = account;
  request.amount = amount;
  request.note = "Split lunch bill";
  request.partner_trx_id = name;
  Oy__V1__RemitResponse *paid = NULL;
  if (oy_disbursement_remit(client, &request, &paid, 20000, error) == OY_OK)
    printf("payout    %s: Rp %" PRId64 ", %s, OY! %s %s, trx_id %s\n", name, amount, state_name(paid->state),
           paid->status ? paid->status->code : "-", paid->status ? word(paid->status->message) : "", paid->trx_id);
  oy__v1__remit_response__free_unpacked(paid, NULL);
  return error->code;
}

static oy_result ask(oy_client *client, char *name, oy_error *error) {
  Oy__V1__GetRemitStatusRequest request = OY__V1__GET_REMIT_STATUS_REQUEST__INIT;
  request.partner_trx_id = name;
  Oy__V1__GetRemitStatusResponse *status = NULL;
  if (oy_disbursement_get_remit_status(client, &request, &status, 5000, error) == OY_OK)
    printf("status    %s, OY! %s %s\n", state_name(status->state), status->status ? status->status->code : "-",
           status->status ? word(status->status->message) : "");
  oy__v1__get_remit_status_response__free_unpacked(status, NULL);
  return error->code;
}

int main(int argc, char **argv) {
  char *bank = argc > 1 ? argv[1] : "014", *account = argc > 2 ? argv[2] : "1239812390";
  int64_t amount = argc > 3 ? strtoll(argv[3], NULL, 10) : 125000;
  const char *path = getenv("OY_SOCKET");

  oy_error error = OY_ERROR_INIT;
  oy_client *client = oy_client_connect(path ? path : "/run/oyd/oyd.sock", 5000, &error);
  if (!client)
    return failed(&error);

  /* The payout's name. A real service keeps it before it pays, and pays with the same one again if in doubt. */
  char name[64];
  snprintf(name, sizeof name, "example-c-%lld-%d", (long long)time(NULL), (int)getpid());

  int status = EXIT_SUCCESS;
  if (inquire(client, bank, account, &error) != OY_OK || pay(client, bank, account, amount, name, &error) != OY_OK ||
      ask(client, name, &error) != OY_OK) {
    status = failed(&error);
  } else if (inquire(client, "014", "8888888888", &error) != OY_OK) {
    printf("error     %s, reason %s, oy_code %s: %s\n", oy_result_name(error.code), error.reason, error.oy_code,
           error.message);
  }
  oy_error_clear(&error);
  oy_client_free(client);
  return status;
}
